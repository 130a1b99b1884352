package history

import (
	"testing"
	"time"
)

// TestPrune proves that a store that lives long does not grow with the writes to one thing.
func TestPrune(t *testing.T) {
	s := NewStore(func(*int) []string { return nil })
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	for n := range 1000 {
		s.Put("a", &n, now, time.Minute)
		now = now.Add(time.Second)
	}
	if got := len(s.histories["a"]); got != 61 {
		t.Errorf("%d versions, want 61: those of the minute and the one before", got)
	}
}
