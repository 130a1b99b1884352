package delivery

import "time"

const (
	// Where the vendor does not say how long to wait, the first pause is the shortest, each further one twice as long.
	firstPause = time.Second
	lastPause  = time.Minute

	// pauseJitter is the part of a pause that is added at random, so that replicas and tools do not come back together.
	pauseJitter = 0.2

	// longestPause is how long the vendor is believed: Adobe asks for 75 minutes at most (helpx.adobe.com, User Sync common
	// errors), and a date in a wrong year would else shut the lane for good.
	longestPause = 2 * time.Hour

	// laneWide is from when on a pause is not about requests of one kind within a minute, but about all that the client
	// sends: Adobe answers so to whoever lists users too often (umapi-documentation 76).
	laneWide = 1000 * time.Second
)

// pauses holds a lane back after the vendor said that requests come too fast. The zero value holds nothing back.
type pauses struct {
	// until is when the current pause ends.
	until time.Time

	// round counts the pauses. Several requests may be under way when a pause begins; what comes back from an earlier
	// round says nothing about the present one.
	round int

	// doubt lasts from a pause to the first answer after it: one request at a time, so that a vendor who is still
	// unwilling sees one request and not a storm.
	doubt bool

	// unasked is the number of pauses in a row for which the vendor gave no length.
	unasked int
}

// throttled takes note of a refused request of that round, and tells whether a new pause began.
func (p *pauses) throttled(round int, now time.Time, retryAfter time.Duration, jitter float64) bool {
	if round != p.round {
		p.extend(now, retryAfter)
		return false
	}
	p.round++
	p.doubt = true
	if retryAfter <= 0 {
		retryAfter = p.backoff(jitter)
	}
	p.extend(now, retryAfter)
	return true
}

// answered takes note of a request of that round that the vendor dealt with.
func (p *pauses) answered(round int) {
	if round == p.round {
		p.doubt, p.unasked = false, 0
	}
}

func (p *pauses) extend(now time.Time, pause time.Duration) {
	if until := now.Add(min(pause, longestPause)); until.After(p.until) {
		p.until = until
	}
}

// backoff returns the next length in the row.
func (p *pauses) backoff(jitter float64) time.Duration {
	pause := lastPause
	if doubled := firstPause << min(p.unasked, 10); doubled < pause {
		pause = doubled
	}
	p.unasked++
	return pause + time.Duration(float64(pause)*pauseJitter*jitter)
}
