package main

import (
	"encoding/json"
	"testing"
	"time"
)

func TestShortfall(t *testing.T) {
	for name, tt := range map[string]struct {
		queued int
		good   bool
	}{
		"good":                 {1800, true},
		"just enough":          {1000, true},
		"the backlog was gone": {999, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := &result{Ratio: 3, QueuedAtTheEnd: tt.queued}
			if err := r.Shortfall(); (err == nil) != tt.good {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestLine(t *testing.T) {
	m := measurements{
		unloaded: []time.Duration{10 * time.Millisecond, 20 * time.Millisecond},
		arriving: []time.Duration{2 * time.Second},
		loaded:   []time.Duration{12 * time.Millisecond, 25 * time.Millisecond},
	}
	got, err := json.Marshal(m.result(2000, 1700))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"bench":"mixed","adobeObjects":2000,"mosaicObjects":2,"p50UnloadedMs":10,"p95UnloadedMs":20,` +
		`"p95WhileArrivingMs":2000,"p50LoadedMs":12,"p95LoadedMs":25,"ratio":1.25,"queuedAtTheEnd":1700}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
