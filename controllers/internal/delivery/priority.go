package delivery

// Priority of a job among those that wait in the same lane.
type Priority int

// The priorities. A job waits for all of a higher one, but for the share that keeps it from starving.
const (
	Change Priority = iota // somebody changed something, and waits
	Retry                  // an earlier attempt failed
	Drift                  // nobody waits

	priorities = iota // how many there are
)

// share of the jobs that begin with a lower priority before a higher one, one in so many. That is how waiting makes up
// for a low priority: a backlog of retries moves on at a tenth of the speed, however many changes come in, and a change
// never waits for the backlog.
const share = 10

// turn says from which priority the nth job is taken, the first that has one. The lower ones take turns in having their
// share.
func turn(n int) [priorities]Priority {
	switch n % (2 * share) {
	case share - 1:
		return [priorities]Priority{Retry, Drift, Change}
	case 2*share - 1:
		return [priorities]Priority{Drift, Retry, Change}
	default:
		return [priorities]Priority{Change, Retry, Drift}
	}
}
