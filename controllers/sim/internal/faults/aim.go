package faults

// Always is the Aim.Times of a fault that does not wear off.
const Always = -1

// Aim says which of the matches of a fault are hit. The zero value hits the first.
type Aim struct {
	// Nth is the first match that is hit, counted from 1. Default 1.
	Nth int
	// Times is how many matches are hit from Nth on. Default 1; Always for all.
	Times int
	// Rate hits each of them with this probability. Default 0: certainly.
	Rate float64
}

func (a Aim) withDefaults() Aim {
	a.Nth = max(a.Nth, 1)
	if a.Times == 0 {
		a.Times = 1
	}
	return a
}

// covers says whether the nth match is one to hit, if chance agrees.
func (a Aim) covers(nth int) bool {
	return nth >= a.Nth && (a.Times == Always || nth < a.Nth+a.Times)
}
