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

	// epoch is what stamps count from: a number takes a third of the room of a time, and there may be 20,000.
	epoch time.Time

	// sent is a ring that grows as needed; count stamps from first on are in use, oldest first.
	sent         []stamp
	first, count int
}

// stamp is when a request was sent, counted from the window's epoch.
type stamp time.Duration

// take counts a request that is about to be sent, and returns its stamp.
func (w *window) take(now time.Time) stamp {
	if w.epoch.IsZero() {
		w.epoch = now
	}
	w.forget(now)
	if w.count == len(w.sent) {
		w.grow()
	}
	w.count++
	last := w.nth(w.count - 1)
	*last = stamp(now.Sub(w.epoch))
	return *last
}

// retake counts a request again that was taken before and goes out only now, and returns its new stamp. Hardly any were
// taken in between, as a rule, so that there is little to move. One that was forgotten counts anew.
func (w *window) retake(former stamp, now time.Time) stamp {
	w.forget(now)
	place := w.count - 1
	for place >= 0 && *w.nth(place) > former {
		place--
	}
	if place < 0 || *w.nth(place) != former {
		return w.take(now)
	}
	for ; place < w.count-1; place++ {
		*w.nth(place) = *w.nth(place + 1)
	}
	last := w.nth(place)
	*last = max(*last, stamp(now.Sub(w.epoch)))
	return *last
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
	return w.epoch.Add(time.Duration(*w.nth(n)) + w.length)
}

// nth is the nth oldest stamp.
func (w *window) nth(n int) *stamp { return &w.sent[(w.first+n)%len(w.sent)] }

// forget drops the requests that no longer count.
func (w *window) forget(now time.Time) {
	for w.count > 0 && !w.expiry(0).After(now) {
		w.first = (w.first + 1) % len(w.sent)
		w.count--
	}
}

func (w *window) grow() {
	larger := make([]stamp, max(16, 2*len(w.sent)))
	n := copy(larger, w.sent[w.first:])
	copy(larger[n:], w.sent[:w.first])
	w.sent, w.first = larger, 0
}
