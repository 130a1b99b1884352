package main

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

func TestLine(t *testing.T) {
	half := &stage{restarted: rig.Memory{RSS: 70, PeakRSS: 200, Heap: 20}}
	all := &stage{
		applied:   rig.Memory{RSS: 120, PeakRSS: 130, Heap: 40},
		restarted: rig.Memory{RSS: 90, PeakRSS: 140, Heap: 30},
		looked:    2 * time.Second,
	}
	got, err := json.Marshal(newResult(10240, half, all))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"bench":"scale","objects":10240,"rssMiB":90,"rssAppliedMiB":120,"peakRSSMiB":140,"heapMiB":30,"heapAppliedMiB":40,` +
		`"rssKiBPerObject":4,"heapKiBPerObject":2,"restartSeconds":2,"restartVendorCalls":0,"restartWrites":0}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestShortfall(t *testing.T) {
	for name, tt := range map[string]struct {
		edit func(*stage)
		good bool
	}{
		"free":            {func(*stage) {}, true},
		"slow":            {func(s *stage) { s.looked = time.Hour }, true},
		"asks the vendor": {func(s *stage) { s.calls = 1 }, false},
		"writes a status": {func(s *stage) { s.writes.Status = 1 }, false},
		"writes an event": {func(s *stage) { s.writes.Events = 1 }, false},
		"writes a target": {func(s *stage) { s.writes.Others = 1 }, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := &stage{}
			tt.edit(s)
			if err := newResult(2, &stage{}, s).Shortfall(); (err == nil) != tt.good {
				t.Errorf("%v", err)
			}
		})
	}
}
