package delivery

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestWindow(t *testing.T) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	second := func(s float64) time.Time { return start.Add(time.Duration(s * float64(time.Second))) }
	tests := map[string]struct {
		sent  []float64
		now   float64
		limit int
		opens float64 // negative: at once
		count int
	}{
		"nothing sent":                {now: 5, limit: 1, opens: -1},
		"below the limit":             {sent: []float64{0, 1}, now: 5, limit: 3, opens: -1, count: 2},
		"at the limit":                {sent: []float64{0, 1, 2}, now: 5, limit: 3, opens: 60.5, count: 3},
		"just before the oldest goes": {sent: []float64{0, 1, 2}, now: 60.4, limit: 3, opens: 60.5, count: 3},
		"the oldest has gone":         {sent: []float64{0, 1, 2}, now: 60.5, limit: 3, opens: -1, count: 2},
		"the limit was lowered":       {sent: []float64{0, 1, 2, 3}, now: 5, limit: 2, opens: 62.5, count: 4},
		"the limit was raised":        {sent: []float64{0, 1, 2, 3}, now: 5, limit: 5, opens: -1, count: 4},
		"all gone":                    {sent: []float64{0, 1, 2, 3}, now: 100, limit: 1, opens: -1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := window{length: windowOf(time.Minute)}
			for _, at := range tt.sent {
				w.take(second(at))
			}
			w.forget(second(tt.now))
			want := time.Time{}
			if tt.opens >= 0 {
				want = second(tt.opens)
			}
			if diff := cmp.Diff(want, w.opensAt(tt.limit)); diff != "" {
				t.Errorf("opensAt (-want +got):\n%s", diff)
			}
			if w.count != tt.count {
				t.Errorf("count = %d, want %d", w.count, tt.count)
			}
		})
	}
}

// A request that goes out late counts from then on, and the others as before.
func TestRetake(t *testing.T) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	second := func(s int) time.Time { return start.Add(time.Duration(s) * time.Second) }
	for name, tt := range map[string]struct {
		sent   []int
		retake int // which of them
		now    int
		want   []int
	}{
		"the only one":                {[]int{0}, 0, 5, []int{5}},
		"the first of several":        {[]int{0, 1, 2}, 0, 5, []int{1, 2, 5}},
		"one in the middle":           {[]int{0, 1, 2}, 1, 5, []int{0, 2, 5}},
		"the last":                    {[]int{0, 1, 2}, 2, 5, []int{0, 1, 5}},
		"one of several sent at once": {[]int{0, 0, 0, 1}, 1, 5, []int{0, 0, 1, 5}},
		"at once":                     {[]int{0, 1, 2}, 2, 2, []int{0, 1, 2}},
		"the clock was set back":      {[]int{0, 1, 2}, 0, 1, []int{1, 2, 2}},
		"one that no longer counted":  {[]int{0, 30}, 0, 70, []int{30, 70}},
		"nothing counted any more":    {[]int{0, 30}, 0, 200, []int{200}},
	} {
		t.Run(name, func(t *testing.T) {
			w := window{length: windowOf(time.Minute)}
			var stamps []stamp
			for _, at := range tt.sent {
				stamps = append(stamps, w.take(second(at)))
			}
			again := w.retake(stamps[tt.retake], second(tt.now))
			var got []int
			for n := range w.count {
				got = append(got, int(w.expiry(n).Add(-w.length).Sub(start)/time.Second))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("sent (-want +got):\n%s", diff)
			}
			if again != *w.nth(w.count - 1) {
				t.Errorf("the new stamp is %v, want the last", again)
			}
		})
	}
}

// The ring turns and grows without losing the order.
func TestWindowRing(t *testing.T) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	w := window{length: windowOf(time.Minute)}
	for i := range 1000 {
		w.take(start.Add(time.Duration(i) * time.Second))
		for n := range w.count {
			age := time.Duration(i-w.count+1+n) * time.Second
			if want := start.Add(age + w.length); !w.expiry(n).Equal(want) {
				t.Fatalf("after %d: expiry(%d) = %v, want %v", i, n, w.expiry(n), want)
			}
		}
	}
	if got := len(w.sent); got != 64 {
		t.Errorf("the ring has %d places for the 61 requests of a minute, want 64", got)
	}
}
