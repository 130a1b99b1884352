package main

import (
	"encoding/json"
	"testing"
)

func TestShortfall(t *testing.T) {
	for name, tt := range map[string]struct {
		edit func(*result)
		good bool
	}{
		"good":          {func(*result) {}, true},
		"slow":          {func(r *result) { r.Efficiency = .5 }, true},
		"throttled":     {func(r *result) { r.Throttled = 1 }, false},
		"lost":          {func(r *result) { r.Lost = 1 }, false},
		"misattributed": {func(r *result) { r.Misattributed = 1 }, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := &result{Efficiency: .99}
			tt.edit(r)
			if err := r.Shortfall(); (err == nil) != tt.good {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestLine(t *testing.T) {
	r := &result{Bench: "adobe", Objects: 1000, Efficiency: floor(120. / 121), Requests: 100}
	got, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"bench":"adobe","objects":1000,"efficiency":0.9917,"requests":100,"throttled":0,"lost":0,"misattributed":0}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
