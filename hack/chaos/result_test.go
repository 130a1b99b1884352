package main

import (
	"encoding/json"
	"testing"
	"time"
)

func TestShortfall(t *testing.T) {
	for name, tt := range map[string]struct {
		edit func(*findings)
		good bool
	}{
		"good":                   {func(*findings) {}, true},
		"a request too many":     {func(f *findings) { f.QuotaViolations = 1 }, true},
		"a duplicate":            {func(f *findings) { f.Duplicates = 1 }, false},
		"one does not converge":  {func(f *findings) { f.Converged = 199 }, false},
		"one is lost":            {func(f *findings) { f.Lost = 1 }, false},
		"one is misattributed":   {func(f *findings) { f.Misattributed = 1 }, false},
		"one is somebody else's": {func(f *findings) { f.WrongUser = 1 }, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := findings{Objects: 200, Converged: 200}
			tt.edit(&f)
			d := &day{lab: &lab{}, operators: &operators{}}
			if err := newResult(d, f, 0).Shortfall(); (err == nil) != tt.good {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestLine(t *testing.T) {
	d := &day{lab: &lab{seed: 7}, operators: &operators{kills: 5}}
	f := findings{Objects: 9, Converged: 8, Lost: 1, Misattributed: 2, WrongUser: 3, Duplicates: 5, QuotaViolations: 4}
	got, err := json.Marshal(newResult(d, f, 12340*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"chaos":true,"seed":7,"objects":9,"converged":8,"lost":1,"misattributed":2,"wrongUser":3,"duplicates":5,` +
		`"quotaViolations":4,"kills":5,"secondsToConverge":12.3}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestCheck(t *testing.T) {
	for name, tt := range map[string]struct {
		edit func(*lab)
		good bool
	}{
		"good":        {func(*lab) {}, true},
		"too few":     {func(l *lab) { l.objects = 199 }, false},
		"too short":   {func(l *lab) { l.duration = time.Second }, false},
		"no kill":     {func(l *lab) { l.kills = 0 }, false},
		"no minute":   {func(l *lab) { l.minute = time.Millisecond }, false},
		"no patience": {func(l *lab) { l.patience = 0 }, false},
	} {
		t.Run(name, func(t *testing.T) {
			l := &lab{objects: 200, duration: 30 * time.Second, kills: 5, minute: 6 * time.Second, patience: time.Minute}
			tt.edit(l)
			if err := l.check(); (err == nil) != tt.good {
				t.Errorf("%v", err)
			}
		})
	}
}
