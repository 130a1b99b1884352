package userprofileupdate

import "testing"

// A quarter of the workers may write notices, and one where there are fewer.
func TestNotices(t *testing.T) {
	for workers, want := range map[int]int{16: 4, 4: 1, 1: 1} {
		n := newNotices(workers)
		begun := 0
		for range workers + 1 {
			if n.begin() {
				begun++
			}
		}
		if begun != want {
			t.Errorf("of %d workers %d write notices, want %d", workers, begun, want)
		}
		if n.end(); !n.begin() {
			t.Error("one that has ended leaves no room")
		}
	}
}
