package main

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

func TestLine(t *testing.T) {
	m := &measurements{
		objects: 2000, moves: 100, raw: 400, rawAfter: 380, took: 8 * time.Second, cpu: 2 * time.Second,
		applied: cost{calls: 4000, tokens: 1, once: 2000, writes: rig.Writes{Status: 2000, Events: 2001, Others: 2}},
		moved:   cost{calls: 300, once: 99, writes: rig.Writes{Status: 200}},
		memory:  rig.Memory{RSS: 90, PeakRSS: 99.01},
	}
	got, err := json.Marshal(m.result())
	if err != nil {
		t.Fatal(err)
	}
	want := `{"bench":"mosaic","objects":2000,"seconds":8,"objectsPerSecond":250,"rawPatchesPerSecond":400,` +
		`"rawPatchesPerSecondAfter":380,"ratio":0.625,` +
		`"statusWritesPerObject":1,"eventsPerObject":1.0005,"otherWrites":2,"vendorCallsPerObject":2,"tokenCalls":1,` +
		`"cpuMillisecondsPerObject":1,"peakRSSMiB":99.1,"moves":100,"statusWritesPerMove":2,"vendorCallsPerMove":3,"lost":1}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if m.result().Shortfall() == nil {
		t.Error("a lost write is no shortfall")
	}
	m.moved.once = 100
	if err := m.result().Shortfall(); err != nil {
		t.Errorf("shortfall %v, want none", err)
	}
}

func TestOnce(t *testing.T) {
	journal := []mosaic.Write{{UserID: "ann"}, {UserID: "bob"}, {UserID: "cid"}, {UserID: "bob"}}
	if got := once(journal); got != 2 {
		t.Errorf("%d, want the two that were written once", got)
	}
}
