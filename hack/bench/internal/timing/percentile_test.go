package timing

import (
	"slices"
	"testing"
	"time"
)

func TestPercentile(t *testing.T) {
	hundred := make([]time.Duration, 100)
	for n := range hundred {
		hundred[n] = time.Duration(100 - n)
	}
	for name, tt := range map[string]struct {
		samples []time.Duration
		percent int
		want    time.Duration
	}{
		"of none":               {nil, 95, 0},
		"of one":                {[]time.Duration{7}, 95, 7},
		"the median of two":     {[]time.Duration{9, 7}, 50, 7},
		"the median of three":   {[]time.Duration{9, 7, 8}, 50, 8},
		"the least":             {hundred, 0, 1},
		"the most":              {hundred, 100, 100},
		"five of 100 exceed it": {hundred, 95, 95},
		"one of 20 exceeds it":  {hundred[:20], 95, 99},
		"one of 19 would be more than five per cent": {hundred[:19], 95, 100},
		"equal ones": {[]time.Duration{5, 5, 5, 6}, 75, 5},
	} {
		t.Run(name, func(t *testing.T) {
			before := slices.Clone(tt.samples)
			if got := Percentile(tt.samples, tt.percent); got != tt.want {
				t.Errorf("%d, want %d", got, tt.want)
			}
			if !slices.Equal(before, tt.samples) {
				t.Error("the samples were changed")
			}
		})
	}
}

func TestRoundedUp(t *testing.T) {
	for name, tt := range map[string]struct{ got, want float64 }{
		"no time":                {Milliseconds(0), 0},
		"whole milliseconds":     {Milliseconds(12 * time.Millisecond), 12},
		"a little more":          {Milliseconds(12*time.Millisecond + 1), 12.1},
		"a whole ratio":          {Ratio(20, 10), 2},
		"just above a threshold": {Ratio(2_000_001, 1_000_000), 2.01},
		"better than unloaded":   {Ratio(1, 2), .5},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.got != tt.want {
				t.Errorf("%v, want %v", tt.got, tt.want)
			}
		})
	}
}
