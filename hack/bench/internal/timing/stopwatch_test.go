package timing

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestTicks(t *testing.T) {
	for name, tt := range map[string]struct {
		most       int
		stop, stay time.Duration
		want       int
	}{
		"as many as there may be": {most: 3, stop: time.Hour, stay: time.Hour, want: 3},
		"until the stop":          {most: 100, stop: 55 * time.Millisecond, stay: time.Hour, want: 5},
		"until the end":           {most: 100, stop: time.Hour, stay: 25 * time.Millisecond, want: 2},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), tt.stay)
				defer cancel()
				stop := make(chan struct{})
				timer := time.AfterFunc(tt.stop, func() { close(stop) })
				defer timer.Stop()
				got := 0
				for range ticks(ctx, 10*time.Millisecond, tt.most, stop) {
					got++
				}
				if got != tt.want {
					t.Errorf("%d, want %d", got, tt.want)
				}
			})
		})
	}
}
