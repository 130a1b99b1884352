package history

import (
	"slices"
	"time"
)

// version is a thing from a moment on; nil is one that is gone.
type version[Thing any] struct {
	since time.Time
	thing *Thing
}

// prune drops what was replaced by the cutoff. The oldest version left inherits the beginning of time if it replaced
// another, so that a lag raised later does not turn an old thing into one just created.
func prune[Thing any](history []version[Thing], cutoff time.Time) []version[Thing] {
	first := 0
	for i, v := range history {
		if !v.since.After(cutoff) {
			first = i
		}
	}
	kept := slices.Clone(history[first:])
	if first > 0 {
		kept[0].since = time.Time{}
	}
	return kept
}
