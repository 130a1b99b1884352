package delivery

// patience is how many requests of a lane may fail in a row before no part of a failed one is tried any more: a first
// attempt, its repetition and one half, and as much of another request whose turn it is not. While others succeed it is
// never used up; a vendor that is out of order sees a handful of parts once, and then each request twice.
const patience = 6

// division keeps watch over the halving of requests that the vendor fails at as a whole, because of one of their
// commands or because it fails at everything. The dispatcher's lock guards it.
type division struct {
	// failed counts the requests that failed in a row.
	failed int

	// by is the flight that is at it; nil if none is.
	by *flight
}

func (v *division) noted(failed bool) {
	if failed {
		v.failed++
	} else {
		v.failed = 0
	}
}

// enter tells whether the flight may divide its request, or go on doing so.
func (v *division) enter(f *flight) bool {
	if v.failed >= patience || v.by != nil && v.by != f {
		return false
	}
	v.by = f
	return true
}

func (v *division) leave(f *flight) {
	if v.by == f {
		v.by = nil
	}
}
