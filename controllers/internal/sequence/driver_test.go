package sequence_test

import (
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/plan"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/verdict"
)

// object is one update with what its status would hold.
type object struct {
	update

	plan *plan.Plan

	// login, moved, userID and found are where the person is: what the reconciler calls whereabouts.
	login  profile.Identifier
	moved  *profile.Identifier
	userID string
	found  *target.User

	// submitted counts the jobs, attempts those without success, patience those after which it was stalled.
	submitted, attempts, patience int

	purpose delivery.Purpose
	waiting bool // for its retry
	ended   bool
	last    profile.Outcome
	verdict verdict.Verdict
}

// planned gives the embedded plan a name other than that of its method.
type planned = plan.Plan

// planner is the plan for the person, wherever they are now.
type planner struct {
	*planned

	login profile.Identifier
}

// Identifier finds the person now.
func (p planner) Identifier() profile.Identifier { return p.login }

func (o *object) owner() delivery.Owner {
	return delivery.Owner{Namespace: string(o.in), Name: o.name, UID: o.name}
}

func (o *object) version() string { return fmt.Sprint(o.submitted) }

// submit hands the job to its lane, as it is on record.
func (w *world) submit(o *object) {
	if o.submitted++; o.submitted > endless {
		w.Fatalf("%s goes on for ever", o.name)
	}
	o.waiting, o.ended = false, false
	w.lanes.Submit(delivery.Job{
		Owner: o.owner(), Purpose: o.purpose, Version: o.version(), Lane: o.in.lane(), Target: w.targets[o.in],
		Planner: planner{o.plan, o.login}, RequestID: o.name, Moved: o.moved, Found: o.found, PinnedUserID: o.userID,
	})
}

// most is after how many tries an update that is stalled counts as ended. In the world it would be tried every hour.
const most = 3

// atOnce is when an update whose connection was denied something is handed to its lane again, to wait there with the others.
const atOnce = time.Millisecond

// endless is more jobs than any update needs, however much fails.
const endless = 200

// drive does what the reconciler does, until every object has ended.
func (w *world) drive() {
	for !w.ended() {
		select {
		case name := <-w.events:
			w.look(w.objects[name])
		case <-time.After(48 * time.Hour):
			w.Fatalf("nothing happens any more, and there are %s", w.unfinished())
		}
	}
}

func (w *world) ended() bool {
	for _, o := range w.objects {
		if !o.ended {
			return false
		}
	}
	return true
}

func (w *world) unfinished() string {
	var names []string
	for name, o := range w.objects {
		if !o.ended {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

// look is one reconcile: of an object that is new, whose retry is due, or who has a report.
func (w *world) look(o *object) {
	if o.submitted == 0 {
		w.story.tellf("  %s  applied", o.name)
		w.submit(o)
		return
	}
	report, found := w.lanes.Report(o.owner())
	if !found || report.Version != o.version() {
		if o.waiting {
			w.submit(o)
		}
		return
	}
	w.record(o, report)
	w.lanes.Acknowledge(o.owner(), report.Version)
	if report.Outcome.Kind == profile.Progressing {
		w.story.tellf("  %s  found, and where to is on record", o.name)
		w.submit(o)
		return
	}
	w.judge(o, report.Outcome)
}

// record keeps where the person is (see identity in package userprofileupdate).
func (w *world) record(o *object, report delivery.Report) {
	outcome := report.Outcome
	o.found = nil
	succeeded := outcome.Kind == profile.Applied || outcome.Kind == profile.Unchanged
	switch {
	case outcome.Kind == profile.Progressing && outcome.Login != nil:
		to, _ := o.plan.Moved(o.plan.Plan(target.User{}))
		o.login, o.moved, o.userID, o.found = *outcome.Login, &to, outcome.UserID, report.Found
	case outcome.Kind == profile.Progressing:
		o.userID = outcome.UserID
	case outcome.Login != nil:
		o.login, o.moved, o.userID = *outcome.Login, nil, outcome.UserID
	case succeeded:
		o.moved = nil
		if o.in == inMosaic {
			o.userID = outcome.UserID
		}
	}
}

// judge says what the outcome means, and plans what follows.
func (w *world) judge(o *object, outcome profile.Outcome) {
	subject := verdict.Subject{System: string(o.in), Identifier: o.who.Type, Target: "people/default"}
	v := verdict.Judge(subject, outcome, o.attempts)
	o.last, o.verdict, o.attempts = outcome, v, v.Attempts
	w.story.tellf("  %s  %s", o.name, told(outcome, v))
	if v.Progress == verdict.Stalled {
		o.patience++
	}
	wait := v.RetryAfter
	if wait == 0 && v.Progress == verdict.Reconciling {
		wait = atOnce
	}
	if wait == 0 || o.patience == most {
		o.ended = true
		return
	}
	o.waiting = true
	w.after(wait+jitter(o.name, wait), o)
}

// after has the object looked at then.
func (w *world) after(wait time.Duration, o *object) {
	time.AfterFunc(wait, func() { w.events <- o.name })
}

// jitter is up to a fifth, the same for the same object in every run.
func jitter(name string, wait time.Duration) time.Duration {
	hash := fnv.New32a()
	_, _ = fmt.Fprint(hash, name)
	return wait / 5 * time.Duration(hash.Sum32()%1000) / 1000
}

// told is an outcome and its verdict as the story tells it.
func told(outcome profile.Outcome, v verdict.Verdict) string {
	text := fmt.Sprintf("%s → Ready %s", outcome.Kind, v.Ready)
	if outcome.Code != "" {
		text = fmt.Sprintf("%s (%s) → Ready %s", outcome.Kind, outcome.Code, v.Ready)
	}
	if v.Progress != verdict.Current {
		text += ", " + string(v.Progress)
	}
	if v.RetryAfter > 0 {
		text += ", again after " + v.RetryAfter.String()
	}
	for _, warning := range outcome.Warnings {
		text += ", warned of " + warning.Code
	}
	return text
}
