package main

import (
	"math"
	"net/http"
	"testing"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// minute of these tests.
const minute = 6 * time.Second

// traffic are requests with ten commands each, a window of ten after the other.
func traffic(windows int, length time.Duration, within func(n int) time.Duration) []adobe.Request {
	var requests []adobe.Request
	for window := range windows {
		for n := range requestsPerMinute {
			requests = append(requests, adobe.Request{
				Seq:      len(requests) + 1,
				Time:     time.Unix(0, 0).Add(time.Duration(window)*length + within(n)),
				Path:     adobe.PathAction,
				Commands: commandsPerRequest,
				Status:   http.StatusOK,
			})
		}
	}
	return requests
}

func burst(int) time.Duration { return 0 }

func evenly(n int) time.Duration { return time.Duration(n) * minute / requestsPerMinute }

func TestEfficiency(t *testing.T) {
	const margin = minute / 120
	for name, tt := range map[string]struct {
		requests []adobe.Request
		edit     func(requests []adobe.Request) []adobe.Request
		want     float64
	}{
		"all of the quota, in bursts":  {requests: traffic(10, minute, burst), want: 1},
		"all of the quota, evenly":     {requests: traffic(10, minute, evenly), want: 1},
		"with the operator's margin":   {requests: traffic(10, minute+margin, burst), want: 120. / 121},
		"three windows are the fewest": {requests: traffic(3, minute, burst), want: 1},
		"half of the quota":            {requests: traffic(10, 2*minute, burst), want: .5},
		"two windows have no steady state": {
			requests: traffic(2, minute, burst), want: 0,
		},
		"no requests": {want: 0},
		"the last window is not full": {
			requests: traffic(10, minute, burst),
			edit:     func(r []adobe.Request) []adobe.Request { r[90].Commands = 1; return r[:91] },
			want:     1,
		},
		"the first window is not full, and slow": {
			requests: traffic(10, minute, burst),
			edit: func(r []adobe.Request) []adobe.Request {
				for i := range r[:10] {
					r[i].Commands, r[i].Time = 1, r[i].Time.Add(time.Duration(i-10)*minute)
				}
				return r
			},
			want: 1,
		},
		"requests are not full": {
			requests: traffic(10, minute, burst),
			edit: func(r []adobe.Request) []adobe.Request {
				for i := range r {
					r[i].Commands = 7
				}
				return r
			},
			want: .7,
		},
		"one window of eight is late by all of its length": {
			requests: traffic(10, minute, burst),
			edit: func(r []adobe.Request) []adobe.Request {
				for i := range r[50:] {
					r[50+i].Time = r[50+i].Time.Add(minute)
				}
				return r
			},
			want: 8. / 9,
		},
		"a refused request takes room and brings nothing": {
			requests: traffic(10, minute, burst),
			edit: func(r []adobe.Request) []adobe.Request {
				for i := 10; i < 90; i += 10 {
					r[i].Status = http.StatusBadRequest
				}
				return r
			},
			want: .9,
		},
		"all at once is no rate": {requests: traffic(10, 0, burst), want: 0},
	} {
		t.Run(name, func(t *testing.T) {
			requests := tt.requests
			if tt.edit != nil {
				requests = tt.edit(requests)
			}
			if got := efficiency(requests, minute); math.Abs(got-tt.want) > 1e-9 {
				t.Errorf("efficiency %v, want %v", got, tt.want)
			}
		})
	}
}

func TestOnlyActionsAreRequests(t *testing.T) {
	all := traffic(1, minute, evenly)
	all[3].Path, all[4].Path = adobe.PathTokenV3, adobe.PathUser
	if got := len(actions(all)); got != 8 {
		t.Errorf("%d actions, want 8", got)
	}
}

func TestThrottled(t *testing.T) {
	for name, tt := range map[string]struct {
		refused    []int
		violations []adobe.Violation
		want       int
	}{
		"nothing":                      {want: 0},
		"one that the vendor answered": {refused: []int{3}, want: 1},
		"one that the vendor counted":  {violations: []adobe.Violation{{Seq: 3}}, want: 1},
		"the same one":                 {refused: []int{3}, violations: []adobe.Violation{{Seq: 3}}, want: 1},
		"two of them":                  {refused: []int{3, 4}, violations: []adobe.Violation{{Seq: 4}}, want: 2},
	} {
		t.Run(name, func(t *testing.T) {
			requests := traffic(1, minute, burst)
			for _, n := range tt.refused {
				requests[n-1].Status = http.StatusTooManyRequests
			}
			if got := throttled(requests, tt.violations); got != tt.want {
				t.Errorf("%d throttled, want %d", got, tt.want)
			}
		})
	}
}
