package delivery

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPausesGrowUntilSomethingIsAnswered(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var p pauses
	next := func(retryAfter time.Duration, jitter float64) time.Duration {
		p.throttled(p.round, now, retryAfter, jitter)
		length := p.until.Sub(now)
		now = p.until
		return length
	}
	var got []time.Duration
	for range 8 {
		got = append(got, next(0, 0))
	}
	p.answered(p.round - 1) // was on its way when the pause began
	got = append(got, next(0, 1))
	got = append(got, next(7*time.Second, 1))
	got = append(got, next(1000*time.Hour, 1))
	p.answered(p.round)
	got = append(got, next(0, 0.5))

	s := time.Second
	want := []time.Duration{1 * s, 2 * s, 4 * s, 8 * s, 16 * s, 32 * s, 60 * s, 60 * s, 72 * s, 7 * s, 2 * time.Hour, 1100 * time.Millisecond}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pauses (-want +got):\n%s", diff)
	}
}

func TestRequestsOfAnEarlierRoundDoNotPauseAgain(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var p pauses
	began := []bool{
		p.throttled(0, now, 0, 0),
		p.throttled(0, now, 0, 0),             // under way at the same time
		p.throttled(0, now, 5*time.Second, 0), // the same, but it knows how long
		p.throttled(p.round, p.until, 0, 0),   // the next
	}
	if diff := cmp.Diff([]bool{true, false, false, true}, began); diff != "" {
		t.Errorf("began (-want +got):\n%s", diff)
	}
	if got, want := p.until.Sub(now), 7*time.Second; got != want {
		t.Errorf("paused until %v, want %v: 5 s as one answer said, then 2 s", got, want)
	}
}
