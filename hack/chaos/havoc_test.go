package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestBlows(t *testing.T) {
	for name, tt := range map[string]struct {
		kills       int
		duration    time.Duration
		unannounced int
	}{
		"long":     {kills: 5, duration: 3 * time.Minute, unannounced: 1},
		"short":    {kills: 5, duration: 30 * time.Second},
		"one kill": {kills: 1, duration: 3 * time.Minute, unannounced: 1},
	} {
		t.Run(name, func(t *testing.T) {
			blows := newBlows(tt.kills, tt.duration, 1)
			kills, outages, unannounced := 0, 0, 0
			last := time.Duration(0)
			for _, b := range blows {
				if b.at <= last || b.at >= tt.duration {
					t.Errorf("a blow at %s, after one at %s", b.at, last)
				}
				last = b.at
				switch {
				case b.outage:
					outages++
				case b.unannounced:
					unannounced++
					kills++
				default:
					kills++
				}
			}
			if kills != tt.kills || outages != 1 || unannounced != tt.unannounced {
				t.Errorf("%d kills, %d of them unannounced, %d outages", kills, unannounced, outages)
			}
			comparer := cmp.AllowUnexported(blow{})
			if diff := cmp.Diff(blows, newBlows(tt.kills, tt.duration, 1), comparer); diff != "" {
				t.Errorf("not repeatable:\n%s", diff)
			}
			if cmp.Equal(blows, newBlows(tt.kills, tt.duration, 2), comparer) {
				t.Error("another seed strikes at the same moments")
			}
		})
	}
}
