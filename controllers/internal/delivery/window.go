package delivery

import "time"

// windowOf is the time over which vendors count requests, with a margin for the way that a request takes from its slot to
// the vendor's counter: half a second where the vendor's minute is one. Counted over any such stretch, it is right whether
// the vendor's window slides or is fixed to the minute.
func windowOf(minute time.Duration) time.Duration { return minute + minute/120 }

// window remembers when the requests of the last length were sent. The limit is asked for each time, as it may change. A
// window without requests needs nothing but its length.
type window struct {
	length time.Duration

	// epoch is what sent counts from: a number takes a third of the room of a time, and there may be 20,000.
	epoch time.Time

	// sent is a ring that grows as needed; count times from first on are in use, oldest first.
	sent         []time.Duration
	first, count int
}

// take counts a request that is about to be sent.
func (w *window) take(now time.Time) {
	if w.epoch.IsZero() {
		w.epoch = now
	}
	w.forget(now)
	if w.count == len(w.sent) {
		w.grow()
	}
	w.sent[(w.first+w.count)%len(w.sent)] = now.Sub(w.epoch)
	w.count++
}

// opensAt is when the next request may be sent; it is not after now if that is so already.
func (w *window) opensAt(limit int) time.Time {
	if w.count < limit {
		return time.Time{}
	}
	return w.expiry(w.count - limit)
}

// opensAfter is when a request may be sent that has so many others before it, if each is sent as soon as it may.
func (w *window) opensAfter(others, limit int, now time.Time) time.Time {
	at := now
	if freed := w.count + others%limit - limit; freed >= 0 {
		at = later(now, w.expiry(freed))
	}
	return at.Add(time.Duration(others/limit) * w.length)
}

// emptyAt is when nothing needs to be remembered any more.
func (w *window) emptyAt() time.Time {
	if w.count == 0 {
		return time.Time{}
	}
	return w.expiry(w.count - 1)
}

// expiry is when the nth oldest request no longer counts.
func (w *window) expiry(n int) time.Time {
	return w.epoch.Add(w.sent[(w.first+n)%len(w.sent)] + w.length)
}

// forget drops the requests that no longer count.
func (w *window) forget(now time.Time) {
	for w.count > 0 && !w.expiry(0).After(now) {
		w.first = (w.first + 1) % len(w.sent)
		w.count--
	}
}

func (w *window) grow() {
	larger := make([]time.Duration, max(16, 2*len(w.sent)))
	n := copy(larger, w.sent[w.first:])
	copy(larger[n:], w.sent[:w.first])
	w.sent, w.first = larger, 0
}
