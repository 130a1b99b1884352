package delivery

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

const (
	roe = "roe@acme.example"
	doe = "doe@acme.example"
)

// account is a user as the vendor has them.
type account struct {
	id   string // empty: the vendor shows none
	last string
}

// has gives the vendor a user with that address.
func (v *vendor) has(email string, a account) {
	v.put(email)
	user := v.users[strings.ToLower(email)]
	user[profile.LastName] = profile.Text(a.last)
	if user[vendorsID] = profile.Text(a.id); a.id == "" {
		delete(user, vendorsID)
	}
}

// Jane is to have the address roe and the name Roe. Wherever she is and whatever is on record of that: she gets both, or
// nobody gets anything.
func TestLook(t *testing.T) {
	all := set(profile.Profile{profile.Email: profile.Text(roe), profile.LastName: profile.Text("Roe")})
	at := func(login string) *profile.Identifier { who := byEmail(login); return &who }
	said := func(o profile.Outcome) profile.Outcome {
		o.Code, o.Message = "some.code", "some message"
		return o
	}
	progressing := func(id, login string) profile.Outcome {
		return profile.Outcome{Kind: profile.Progressing, UserID: id, Login: at(login)}
	}
	applied := func(id string) profile.Outcome {
		return profile.Outcome{Kind: profile.Applied, UserID: id, Changed: all, Login: at(roe)}
	}
	already := func(id string) profile.Outcome {
		o := applied(id)
		o.Warnings = []profile.Warning{alreadyMoved}
		return o
	}
	notFound := said(profile.Outcome{Kind: profile.UserNotFound})
	pinned := func(o profile.Outcome) profile.Outcome { o.UserID = "7"; return o }
	mismatch := profile.Outcome{Kind: profile.IdentityMismatch, UserID: "7", Message: errMismatch.Message}
	ambiguous := profile.Outcome{Kind: profile.AmbiguousMove, Message: errAmbiguous.Message}
	unavailable := said(profile.Outcome{Kind: profile.TargetUnavailable})

	tests := map[string]struct {
		has       map[string]account
		moved     string // on record; nothing if empty
		pinned    string
		found     *target.User
		want      profile.Profile // the new address and the new name if nil
		readFault map[int]error

		outcome profile.Outcome
		reads   []string
		writes  []string
	}{
		"nothing on record, found":             {has: map[string]account{jane: {"7", ""}}, outcome: progressing("7", jane), reads: []string{jane}},
		"nothing on record, found, pinned":     {has: map[string]account{jane: {"7", ""}}, pinned: "7", outcome: progressing("7", jane), reads: []string{jane}},
		"nothing on record, found, no id":      {has: map[string]account{jane: {"", ""}}, outcome: progressing("", jane), reads: []string{jane}},
		"nothing on record, pinned, no id":     {has: map[string]account{jane: {"", ""}}, pinned: "7", outcome: progressing("7", jane), reads: []string{jane}},
		"nothing on record, another":           {has: map[string]account{jane: {"8", ""}}, pinned: "7", outcome: mismatch, reads: []string{jane}},
		"nothing on record, nobody":            {outcome: notFound, reads: []string{jane}},
		"nothing on record, nobody, pinned":    {pinned: "7", outcome: pinned(notFound), reads: []string{jane}},
		"mistyped, and the new one is other's": {has: map[string]account{roe: {"8", ""}}, outcome: notFound, reads: []string{jane}},
		"mistyped, and theirs shows all":       {has: map[string]account{roe: {"8", "Roe"}}, outcome: notFound, reads: []string{jane}},
		"nothing on record, the read fails": {
			readFault: map[int]error{0: failure(profile.TargetUnavailable)}, outcome: unavailable, reads: []string{jane},
		},
		"nothing on record, the read is throttled": {
			has:       map[string]account{jane: {"7", ""}},
			readFault: map[int]error{0: throttle(time.Second)}, outcome: progressing("7", jane), reads: []string{jane, jane},
		},
		"nothing on record, the read is denied once": {
			has:       map[string]account{jane: {"7", ""}},
			readFault: map[int]error{0: failure(profile.Denied)}, outcome: progressing("7", jane), reads: []string{jane, jane},
		},
		"nothing on record, the read is denied": {
			readFault: map[int]error{0: failure(profile.Denied), 1: failure(profile.Denied)},
			outcome:   said(profile.Outcome{Kind: profile.Denied}), reads: []string{jane, jane},
		},

		"still there":            {has: map[string]account{jane: {"7", ""}}, moved: roe, pinned: "7", outcome: applied("7"), reads: []string{jane}, writes: []string{jane}},
		"still there, no pin":    {has: map[string]account{jane: {"7", ""}}, moved: roe, outcome: applied("7"), reads: []string{jane, roe}, writes: []string{jane}},
		"still there, no id":     {has: map[string]account{jane: {"", ""}}, moved: roe, pinned: "7", outcome: applied("7"), reads: []string{jane, roe}, writes: []string{jane}},
		"two, no pin":            {has: map[string]account{jane: {"7", ""}, roe: {"8", ""}}, moved: roe, outcome: ambiguous, reads: []string{jane, roe}},
		"two, no id":             {has: map[string]account{jane: {"", ""}, roe: {"8", "Roe"}}, moved: roe, pinned: "7", outcome: pinned(ambiguous), reads: []string{jane, roe}},
		"two, still there":       {has: map[string]account{jane: {"7", ""}, roe: {"8", ""}}, moved: roe, pinned: "7", outcome: applied("7"), reads: []string{jane}, writes: []string{jane}},
		"reassigned, moved":      {has: map[string]account{jane: {"8", ""}, roe: {"7", "Roe"}}, moved: roe, pinned: "7", outcome: already("7"), reads: []string{jane, roe}},
		"reassigned, incomplete": {has: map[string]account{jane: {"8", ""}, roe: {"7", "Doe"}}, moved: roe, pinned: "7", outcome: already("7"), reads: []string{jane, roe}, writes: []string{roe}},
		"reassigned, gone":       {has: map[string]account{jane: {"8", ""}}, moved: roe, pinned: "7", outcome: mismatch, reads: []string{jane, roe}},
		"reassigned, both":       {has: map[string]account{jane: {"8", ""}, roe: {"9", "Roe"}}, moved: roe, pinned: "7", outcome: pinned(ambiguous), reads: []string{jane, roe}},
		"reassigned, no id":      {has: map[string]account{jane: {"8", ""}, roe: {"", "Roe"}}, moved: roe, pinned: "7", outcome: already("7"), reads: []string{jane, roe}},
		"moved":                  {has: map[string]account{roe: {"7", "Roe"}}, moved: roe, pinned: "7", outcome: already("7"), reads: []string{jane, roe}},
		"moved, incomplete":      {has: map[string]account{roe: {"7", "Doe"}}, moved: roe, pinned: "7", outcome: already("7"), reads: []string{jane, roe}, writes: []string{roe}},
		"moved, no pin":          {has: map[string]account{roe: {"7", "Roe"}}, moved: roe, outcome: already("7"), reads: []string{jane, roe}},
		"moved, no id":           {has: map[string]account{roe: {"", "Roe"}}, moved: roe, pinned: "7", outcome: already("7"), reads: []string{jane, roe}},
		"perhaps, no pin":        {has: map[string]account{roe: {"7", "Doe"}}, moved: roe, outcome: ambiguous, reads: []string{jane, roe}},
		"perhaps, no id":         {has: map[string]account{roe: {"", "Doe"}}, moved: roe, pinned: "7", outcome: pinned(ambiguous), reads: []string{jane, roe}},
		"somebody else":          {has: map[string]account{roe: {"8", "Roe"}}, moved: roe, pinned: "7", outcome: pinned(ambiguous), reads: []string{jane, roe}},
		"gone":                   {moved: roe, pinned: "7", outcome: pinned(notFound), reads: []string{jane, roe}},
		"gone, they say": {
			has: map[string]account{roe: {"7", "Roe"}}, moved: roe, pinned: "7", outcome: pinned(unavailable), reads: []string{jane, roe},
			readFault: map[int]error{1: failure(profile.TargetUnavailable)},
		},
		"still there, and the other read fails": {
			has: map[string]account{jane: {"7", ""}}, moved: roe, outcome: unavailable, reads: []string{jane, roe},
			readFault: map[int]error{1: failure(profile.TargetUnavailable)},
		},

		"another move on record, still there":    {has: map[string]account{jane: {"7", ""}}, moved: doe, pinned: "7", outcome: progressing("7", jane), reads: []string{jane}},
		"another move on record, moved":          {has: map[string]account{doe: {"7", ""}}, moved: doe, pinned: "7", outcome: progressing("7", doe), reads: []string{jane, doe}},
		"another move on record, moved, no pin":  {has: map[string]account{doe: {"7", "Roe"}}, moved: doe, outcome: ambiguous, reads: []string{jane, doe}},
		"another move on record, moved further":  {has: map[string]account{roe: {"7", "Roe"}}, moved: doe, pinned: "7", outcome: pinned(notFound), reads: []string{jane, doe}},
		"the record is another spelling of here": {has: map[string]account{jane: {"7", ""}}, moved: "Jane@ACME.example", outcome: progressing("7", jane), reads: []string{jane}},
		"a move no longer asked for, not made": {
			has: map[string]account{jane: {"7", ""}}, moved: roe, pinned: "7", want: names("Roe"),
			outcome: profile.Outcome{Kind: profile.Applied, UserID: "7", Changed: set(names("Roe"))}, reads: []string{jane}, writes: []string{jane},
		},
		"a move no longer asked for, made": {
			has: map[string]account{roe: {"7", "Doe"}}, moved: roe, pinned: "7", want: names("Roe"),
			outcome: profile.Outcome{Kind: profile.Applied, UserID: "7", Changed: set(names("Roe")), Login: at(roe)},
			reads:   []string{jane, roe}, writes: []string{roe},
		},
		"a move no longer asked for, made, and all shows": {
			has: map[string]account{roe: {"7", "Roe"}}, moved: roe, pinned: "7", want: names("Roe"),
			outcome: profile.Outcome{
				Kind: profile.Applied, UserID: "7", Changed: set(names("Roe")), Login: at(roe), Warnings: []profile.Warning{alreadyMoved},
			},
			reads: []string{jane, roe},
		},
		"a move no longer asked for, made perhaps": {
			has: map[string]account{roe: {"7", "Roe"}}, moved: roe, want: names("Roe"), outcome: ambiguous, reads: []string{jane, roe},
		},
		"a move no longer asked for, to another spelling": {
			has: map[string]account{jane: {"7", ""}}, moved: "Jane@ACME.example", want: names("Roe"),
			outcome: profile.Outcome{Kind: profile.Applied, Changed: set(names("Roe"))}, writes: []string{jane},
		},
		"a move no longer asked for, and all shows": {
			has: map[string]account{jane: {"7", "Roe"}}, moved: roe, pinned: "7", want: names("Roe"),
			outcome: profile.Outcome{Kind: profile.Unchanged, UserID: "7"}, reads: []string{jane},
		},

		"found before": {
			has: map[string]account{jane: {"7", ""}}, moved: roe, pinned: "7", found: &target.User{ID: "7", Profile: person(jane, "")},
			outcome: applied("7"), writes: []string{jane},
		},
		"found before, in another spelling": {
			has: map[string]account{jane: {"7", ""}}, moved: "Roe@ACME.example", found: &target.User{ID: "7", Profile: person("JANE@acme.example", "")},
			outcome: applied("7"), writes: []string{jane},
		},
		"found before, without a record": {
			has: map[string]account{jane: {"7", ""}}, found: &target.User{ID: "7", Profile: person(jane, "")},
			outcome: progressing("7", jane), reads: []string{jane},
		},
		"found before, with another record": {
			has: map[string]account{jane: {"7", ""}}, moved: doe, pinned: "7", found: &target.User{ID: "7", Profile: person(jane, "")},
			outcome: progressing("7", jane), reads: []string{jane},
		},
		"found before, but elsewhere": {
			has: map[string]account{jane: {"8", ""}, roe: {"7", "Roe"}}, moved: roe, pinned: "7",
			found:   &target.User{ID: "7", Profile: person(roe, "")},
			outcome: already("7"), reads: []string{jane, roe},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			inBatches(t, func(w *world, v *vendor) {
				t := w.t
				for email, a := range tt.has {
					v.has(email, a)
				}
				v.readFault = func(n int) error { return tt.readFault[n] }
				job := w.rename(v, "o", jane, roe)
				if tt.want != nil {
					job.Planner = fakePlanner{byEmail(jane), tt.want}
				}
				if tt.moved != "" {
					job.Moved = at(tt.moved)
				}
				job.PinnedUserID, job.Found = tt.pinned, tt.found
				w.Submit(job)
				report := w.report(job.Owner)
				if diff := cmp.Diff(tt.outcome, report.Outcome, compareOutcomes); diff != "" {
					t.Errorf("outcome (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(tt.reads, usersOf(v.reads)); diff != "" {
					t.Errorf("reads (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(tt.writes, usersOf(v.journal())); diff != "" {
					t.Errorf("writes (-want +got):\n%s", diff)
				}
				if found := report.Found != nil; found != (tt.outcome.Kind == profile.Progressing) {
					t.Errorf("the report has a user: %t", found)
				}
				w.wantNobodyNamed()
			})
		})
	}
}

func usersOf(requests []sent) []string {
	var users []string
	for _, request := range requests {
		users = append(users, request.users...)
	}
	return users
}
