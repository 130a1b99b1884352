package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// maxRemarks of one kind keep a report readable: the first ones tell what the others would.
const maxRemarks = 10

// report tells a person what was found.
func (d *day) report(e evidence, f findings, took time.Duration) string {
	var text strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&text, format+"\n", args...) }
	kills, exits, _ := d.operators.record()
	say("\nseed %d, %s of chaos, a minute of %s", d.seed, d.duration, d.minute)
	say("%d leaders killed, %d processes ended by themselves, %d outage of the control plane\n", kills, exits, len(d.outages))
	for _, name := range slices.Sorted(maps.Keys(d.vendors)) {
		fired := d.vendors[name].mishaps()
		say("%s: %d requests, %d mishaps", name, e.requests[name], sum(fired))
		for _, mishap := range slices.Sorted(maps.Keys(fired)) {
			say("  %5d  %s", fired[mishap], mishap)
		}
	}
	say("")
	say("%7d  updates", f.Objects)
	say("%7d  converged, the last one %.1f s after the chaos; %d were asked to try again", f.Converged, took.Seconds(), d.requested)
	say("%7d  generations that could be applied", f.Wanted)
	say("%7d  writes that the vendors accepted", f.Journaled)
	say("%7d  of them again, without a lost answer, a kill or an outage before", f.Duplicates)
	say("%7d  lost", f.Lost)
	say("%7d  misattributed", f.Misattributed)
	say("%7d  writes to a wrong user, or of a wrong value", f.WrongUser)
	say("%7d  requests above a quota that no hand-over excuses", f.QuotaViolations)
	say("%7.2f  requests to the vendors for each update", float64(sum(e.requests))/float64(f.Objects))
	say("%7.2f  status writes for each update\n", float64(d.apiWrites)/float64(f.Objects))
	told := map[flaw]int{}
	for _, r := range f.remarks {
		if told[r.what]++; told[r.what] <= maxRemarks {
			say("%s: %s", r.what, r.text)
		}
	}
	return text.String()
}

func sum[K comparable](counts map[K]int) int {
	total := 0
	for _, n := range counts {
		total += n
	}
	return total
}
