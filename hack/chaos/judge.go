package main

import (
	"fmt"
	"slices"
	"time"
)

// findings are what the judge found.
type findings struct {
	Objects   int
	Converged int

	// Lost updates say that they were applied and are not, or did not come to their end.
	Lost int

	// Misattributed updates showed an error that is not theirs, or do not show the one that is.
	Misattributed int

	// WrongUser are writes to users whom no update names, or of values that no update of theirs declares.
	WrongUser int

	// QuotaViolations are requests above a quota that no hand-over excuses.
	QuotaViolations int

	// Journaled are the writes that the vendors accepted; Wanted the generations that could be applied; Duplicates the
	// writes of the same values to the same user without a lost answer, a kill or an outage before.
	Journaled, Wanted, Duplicates int

	// remarks say what is wrong with whom.
	remarks []remark
}

// remark is about one thing that is wrong.
type remark struct {
	what flaw
	text string
}

// flaw is a kind of what can be wrong.
type flaw string

const (
	lost          flaw = "lost"
	misattributed flaw = "misattributed"
	wrongUser     flaw = "wrong user"
	overQuota     flaw = "above the quota"
	duplicate     flaw = "again"
)

// judge looks at the evidence. It is a pure function.
func judge(e evidence) findings {
	f := findings{Objects: len(e.people), Journaled: len(e.writes)}
	f.judgeUpdates(e)
	f.judgeWrites(e)
	f.judgeQuotas(e)
	return f
}

func (f *findings) remarkf(what flaw, format string, args ...any) {
	f.remarks = append(f.remarks, remark{what, fmt.Sprintf(format, args...)})
}

func (f *findings) judgeUpdates(e evidence) {
	sighted := map[string][]sighting{}
	for _, s := range e.sightings {
		sighted[s.object] = append(sighted[s.object], s)
	}
	for _, p := range e.people {
		if p.refusal() == nil {
			f.Wanted += len(p.wishes)
		}
		s := e.states[p.object]
		if wrong := p.misattribution(s, sighted[p.object]); wrong != "" {
			f.Misattributed++
			f.remarkf(misattributed, "%s (%s): %s", p.object, p.fate, wrong)
		}
		if missing := p.loss(s, e.users[p.vendor][p.object]); missing != "" {
			f.Lost++
			f.remarkf(lost, "%s (%s): %s", p.object, p.fate, missing)
			continue
		}
		f.Converged++
	}
}

// settled tells whether an update says that it has come to the end it was to come to.
func (p person) settled(s state) bool {
	switch r := p.refusal(); {
	case !s.current:
		return false
	case r == nil:
		return s.ready == "True" && len(s.errors) == 0 && (s.reason == "Applied" || s.reason == "Unchanged")
	default:
		return s.ready == "False" && s.reason == r.reason && slices.Equal(own(s.errors), r.complaints(p.login))
	}
}

// own are the errors without those that a mishap has added to them.
func own(all []complaint) []complaint {
	return slices.DeleteFunc(slices.Clone(all), func(c complaint) bool { return isMishap(c.code) })
}

// complaints are those of an update that met the refusal.
func (r *refusal) complaints(user string) []complaint {
	all := make([]complaint, len(r.codes))
	for n, code := range r.codes {
		all[n] = complaint{code, user}
	}
	return all
}

// loss is why an update counts as lost; "" if it does not.
func (p person) loss(s state, got values) string {
	switch {
	case !p.settled(s):
		return fmt.Sprintf("did not converge: %+v", s)
	case p.refusal() == nil && !p.want().within(got):
		return fmt.Sprintf("says %s, but the user is %+v, want %+v", s.reason, got, p.want())
	default:
		return ""
	}
}

// within tells whether all that is declared shows.
func (v values) within(got values) bool {
	return (v.email == "" || v.email == got.email) && (v.lastName == "" || v.lastName == got.lastName)
}

// misattribution is why an update counts as misattributed; "" if it does not.
func (p person) misattribution(s state, seen []sighting) string {
	for _, c := range s.errors {
		seen = append(seen, sighting{c, p.object, s.reason})
	}
	for _, c := range seen {
		switch {
		case c.user != p.login:
			return fmt.Sprintf("showed an error of %q", c.user)
		case !anybodys[c.reason] && !isMishap(c.code) && !p.refusal().has(c):
			return fmt.Sprintf("showed %s, %s", c.reason, c.code)
		}
	}
	if p.refusal() != nil && s.current && s.ready == "True" {
		return "says " + s.reason
	}
	return ""
}

// anybodys are the reasons that anybody's update may give on a bad day: the vendor did not answer, or did not let the
// operator in.
var anybodys = map[string]bool{"TargetUnavailable": true, "TargetNotReady": true}

// has tells whether an error is of this refusal.
func (r *refusal) has(s sighting) bool {
	return r != nil && s.reason == r.reason && slices.Contains(r.codes, s.code)
}

func (f *findings) judgeWrites(e evidence) {
	type owner struct {
		vendor vendorName
		user   string
	}
	owners := map[owner]person{}
	for _, p := range e.people {
		if p.exists() {
			owners[owner{p.vendor, p.object}] = p
		}
	}
	type key struct {
		owner  owner
		values values
	}
	last := map[key]write{}
	for _, w := range e.writes {
		o := owner{w.vendor, w.user}
		p, named := owners[o]
		if !named || !p.declares(w.values) {
			f.WrongUser++
			f.remarkf(wrongUser, "%s at %s was written %+v", w.user, w.vendor, w.values)
		}
		if former, again := last[key{o, w.values}]; again && !e.explains(former, w) {
			f.Duplicates++
			f.remarkf(duplicate, "%s at %s was written %+v at %s and, for no reason, again after %s",
				w.user, w.vendor, w.values, former.at.Format(clock), w.at.Sub(former.at).Round(time.Millisecond))
		}
		last[key{o, w.values}] = w
	}
}

// declares tells whether generations of the update declare all that was written.
func (p person) declares(written values) bool {
	return slices.ContainsFunc(p.wishes, func(wish values) bool { return written.email == "" || written.email == wish.email }) &&
		slices.ContainsFunc(p.wishes, func(wish values) bool { return written.lastName == "" || written.lastName == wish.lastName })
}

// clock is how remarks tell the time, to be compared with the operator's log.
const clock = "15:04:05.000"

// recordedWithin is how long after a write its outcome is on record, at the latest: a time-out of the write, and one of the
// record.
const recordedWithin = 30 * time.Second

// explains tells whether there is a reason to send the same again: the answer was lost, or the process or the control plane
// was before the outcome was on record.
func (e evidence) explains(former, again write) bool {
	return former.lost || slices.ContainsFunc(slices.Concat(e.handovers, e.outages), func(at time.Time) bool {
		return at.After(former.at) && at.Before(again.at) && at.Sub(former.at) < recordedWithin
	})
}

// judgeQuotas excuses one request above each quota for each hand-over: the successor cannot know what its predecessor has
// just sent.
func (f *findings) judgeQuotas(e evidence) {
	type excuse struct {
		vendor   vendorName
		quota    string
		handover int
	}
	used := map[excuse]bool{}
	for _, v := range e.violations {
		last := -1
		for n, at := range e.handovers {
			if at.Before(v.at) {
				last = n
			}
		}
		if x := (excuse{v.vendor, v.quota, last}); last >= 0 && !used[x] {
			used[x] = true
			continue
		}
		f.QuotaViolations++
		f.remarkf(overQuota, "%s at %s, %s", v.vendor, v.at.Format(clock), v.request)
	}
}
