package adobe_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// TestWindows tells the two windows apart: five requests at the end of a minute and five at the start of the next.
func TestWindows(t *testing.T) {
	const late = 45 * time.Second // 12:00:55
	for _, tc := range []struct {
		name  string
		knobs adobe.Knobs
		want  []int
	}{
		// At 12:00:55 two, at 12:01:05 two, at 12:01:30 one, at 12:01:56 one.
		{"fixed", adobe.Knobs{}, []int{200, 200, 200, 200, 429, 429}},
		{"sliding", adobe.Knobs{Window: adobe.WindowSliding}, []int{200, 200, 429, 429, 429, 200}},
		{"sliding, rejected counted", adobe.Knobs{Window: adobe.WindowSliding, CountRejected: adobe.On}, []int{200, 200, 429, 429, 429, 429}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := newBench(t, adobe.BaseSeed())
			tc.knobs.ReadRate = 2
			b.sim.SetKnobs(tc.knobs)
			var got []int
			for _, wait := range []time.Duration{late, 0, 10 * time.Second, 0, 25 * time.Second, 26 * time.Second} {
				b.clock.Advance(wait)
				got = append(got, b.get(pathUser+"ann@claimed-domain1.com").status)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("statuses (-want +got):\n%s", diff)
			}
		})
	}
}

// TestQuotas proves that clients and endpoints have quotas of their own, that all clients share one more, and that
// what exceeds one is refused, recorded and not applied.
func TestQuotas(t *testing.T) {
	b := newBench(t, adobe.BaseSeed())
	b.sim.SetKnobs(adobe.Knobs{ActionRate: 2, ActionRateApp: 3, ReadRate: 1})
	update := updating("ann@claimed-domain1.com", `{"lastname":"x"}`)
	read := get(pathUser + "ann@claimed-domain1.com")
	var got []int
	for _, r := range []request{
		update, update, update, read, read, as(adobe.BaseClientB, update), as(adobe.BaseClientB, update), as(adobe.BaseClientB, read),
	} {
		got = append(got, b.do(r).status)
	}
	if diff := cmp.Diff([]int{200, 200, 429, 200, 429, 200, 429, 200}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	want := []adobe.Violation{
		{Seq: 4, Time: start, ClientID: adobe.BaseClientA, Path: adobe.PathAction, Scope: adobe.ScopeClient, Count: 3, Wait: 50 * time.Second},
		{Seq: 6, Time: start, ClientID: adobe.BaseClientA, Path: adobe.PathUser, Scope: adobe.ScopeClient, Count: 2, Wait: 50 * time.Second},
		{
			Seq: 9, Time: start, ClientID: adobe.BaseClientB, Path: adobe.PathAction, Scope: adobe.ScopeApplication,
			Count: 4, Wait: 50 * time.Second,
		},
	}
	if diff := cmp.Diff(want, b.sim.Violations()); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
	if got := len(b.sim.Journal()); got != 3 {
		t.Errorf("%d writes journaled, want 3", got)
	}
	text := "request 4 of client-a to /v2/usermanagement/action/{orgId}: number 3 in the minute of the client"
	if diff := cmp.Diff(text, want[0].String()); diff != "" {
		t.Errorf("String() (-want +got):\n%s", diff)
	}
}

// TestShortMinute proves that a benchmark can shorten the minute.
func TestShortMinute(t *testing.T) {
	b := newBench(t, adobe.BaseSeed())
	b.sim.SetKnobs(adobe.Knobs{MinuteMillis: 500, ReadRate: 1})
	var got []string
	for _, wait := range []time.Duration{0, 499 * time.Millisecond, time.Millisecond} {
		b.clock.Advance(wait)
		a := b.get(pathUser + "ann@claimed-domain1.com")
		got = append(got, strings.TrimSpace(fmt.Sprintf("%d %s", a.status, a.header.Get("Retry-After"))))
	}
	if diff := cmp.Diff([]string{"200", "429 1", "200"}, got); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

// TestQuotaNotSpent lists what costs nothing: bad keys and tokens, and answers of a fault. A request that is refused
// for what it says costs.
func TestQuotaNotSpent(t *testing.T) {
	b := newBench(t, adobe.BaseSeed())
	b.sim.SetKnobs(adobe.Knobs{ActionRate: 1})
	b.sim.Inject(adobe.Fault{Path: adobe.PathAction, Status: 503})
	got := []int{
		b.act(`[]`).status,
		b.do(with("Authorization", "Bearer x", act(`[]`))).status,
		b.do(with("X-Api-Key", "x", act(`[]`))).status,
		b.act(`[]`).status,
		b.act(`[]`).status,
	}
	if diff := cmp.Diff([]int{503, 401, 403, 400, 429}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

func TestTokenRate(t *testing.T) {
	b := newBench(t, adobe.BaseSeed())
	b.sim.SetKnobs(adobe.Knobs{TokenRate: 1})
	var got []int
	for range 2 {
		got = append(got, b.do(tokenRequest(adobe.PathTokenV3, tokenParams(adobe.BaseClientA, adobe.BaseSecret))).status)
	}
	if diff := cmp.Diff([]int{200, 429}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

// TestFrequency covers what of the frequency throttle no numbered vector shows.
func TestFrequency(t *testing.T) {
	steps := func(b *bench, wait time.Duration, paths ...string) []int {
		var got []int
		for _, path := range paths {
			got = append(got, b.get(path).status)
			b.clock.Advance(wait)
		}
		return got
	}
	cases := map[string]struct {
		knobs adobe.Knobs
		wait  time.Duration
		paths []string
		want  []int
	}{
		"other pages are free": {adobe.Knobs{}, 0, []string{pathUsers + "0", pathUsers + "1", pathUsers + "1"}, []int{200, 200, 200}},
		"each list has its own": {
			adobe.Knobs{}, 0, []string{pathUsers + "0", pathGroups + "0", pathUsers + "0/Design"}, []int{200, 200, 200},
		},
		"groups, too":     {adobe.Knobs{}, 0, []string{pathGroups + "0", pathGroups + "0", pathGroups + "1"}, []int{200, 429, 429}},
		"after two hours": {adobe.Knobs{}, 2 * time.Hour, []string{pathUsers + "0", pathUsers + "0"}, []int{200, 200}},
		"switched off":    {adobe.Knobs{FrequencyThrottle: adobe.Off}, 0, []string{pathUsers + "0", pathUsers + "0"}, []int{200, 200}},
		"another window and penalty": {
			adobe.Knobs{FrequencyWindow: 60, FrequencyPenalty: 20},
			30 * time.Second,
			[]string{pathUsers + "0", pathUsers + "0", pathUsers + "0", pathUsers + "1"},
			[]int{200, 429, 200, 200},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, adobe.BaseSeed())
			b.sim.SetKnobs(tc.knobs)
			if diff := cmp.Diff(tc.want, steps(b, tc.wait, tc.paths...)); diff != "" {
				t.Errorf("statuses (-want +got):\n%s", diff)
			}
			for _, v := range b.sim.Violations() {
				if v.Scope != adobe.ScopeFrequency || v.Wait == 0 {
					t.Errorf("violation %+v, want one of the frequency", v)
				}
			}
		})
	}
}
