package delivery

import (
	"slices"
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

// lookCase is a job that gives Jane the address roe and the name Roe.
type lookCase struct {
	// jane, roe and doe have these addresses: an id, - if it is not shown, and a last name. Nobody has where it is empty.
	jane, roe, doe string

	moved, pinned string // what is on record; nothing if empty
	found         *target.User
	want          profile.Profile // instead of both
	readFault     map[int]error

	outcome profile.Outcome
	calls   string
}

// The outcomes of such a job.
var (
	address    = profile.Profile{profile.Email: profile.Text(roe)}
	both       = profile.Profile{profile.Email: profile.Text(roe), profile.LastName: profile.Text("Roe")}
	notFound   = said(profile.UserNotFound)
	noAnswer   = said(profile.TargetUnavailable)
	mismatch   = profile.Outcome{Kind: profile.IdentityMismatch, Message: errMismatch.Message}
	ambiguous  = profile.Outcome{Kind: profile.AmbiguousMove, Message: errAmbiguous.Message}
	unreadable = map[int]error{1: failure(profile.TargetUnavailable)} // the second read fails
)

func said(kind profile.Kind) profile.Outcome {
	return profile.Outcome{Kind: kind, Code: "some.code", Message: "some message"}
}

func of(id string, o profile.Outcome) profile.Outcome {
	o.UserID = id
	return o
}

func found(id, login string) profile.Outcome {
	return profile.Outcome{Kind: profile.Progressing, UserID: id, Login: at(login)}
}

func applied(want profile.Profile, login *profile.Identifier, warnings ...profile.Warning) profile.Outcome {
	return profile.Outcome{Kind: profile.Applied, UserID: "7", Changed: set(want), Login: login, Warnings: warnings}
}

func at(login string) *profile.Identifier {
	who := byEmail(login)
	return &who
}

func user7(email string) *target.User { return &target.User{ID: "7", Profile: person(email, "")} }

// With nothing on record the user is where they are looked for, or nowhere: whoever has the new address is never asked for
// and never written to.
func TestLookWithNothingOnRecord(t *testing.T) {
	once := func(err error) map[int]error { return map[int]error{0: err} }
	testLooks(t, map[string]lookCase{
		"found":               {jane: "7", outcome: found("7", jane), calls: "read jane"},
		"pinned":              {jane: "7", pinned: "7", outcome: found("7", jane), calls: "read jane"},
		"no id":               {jane: "-", outcome: found("", jane), calls: "read jane"},
		"pinned, no id":       {jane: "-", pinned: "7", outcome: found("7", jane), calls: "read jane"},
		"another":             {jane: "8", pinned: "7", outcome: of("7", mismatch), calls: "read jane"},
		"nobody":              {outcome: notFound, calls: "read jane"},
		"nobody any more":     {pinned: "7", outcome: of("7", notFound), calls: "read jane"},
		"mistyped":            {roe: "8", outcome: notFound, calls: "read jane"},
		"mistyped, lookalike": {roe: "8 Roe", outcome: notFound, calls: "read jane"},
		"no answer":           {readFault: once(failure(profile.TargetUnavailable)), outcome: noAnswer, calls: "read jane"},
		"throttled":           {jane: "7", readFault: once(throttle(time.Second)), outcome: found("7", jane), calls: "read jane, read jane"},
		"denied once": {
			jane: "7", readFault: once(failure(profile.Denied)), outcome: found("7", jane), calls: "read jane, read jane",
		},
		"denied": {
			readFault: map[int]error{0: failure(profile.Denied), 1: failure(profile.Denied)},
			outcome:   said(profile.Denied), calls: "read jane, read jane",
		},
	})
}

// With the move on record the user is at the old address or at the new one, and their id tells which.
func TestLookWithTheMoveOnRecord(t *testing.T) {
	already := applied(both, at(roe), alreadyMoved)
	done := applied(both, at(roe))
	twice, thenJane, thenRoe := "read jane, read roe", "read jane, read roe, write jane", "read jane, read roe, write roe"
	cases := map[string]lookCase{
		"still there":             {jane: "7", pinned: "7", outcome: done, calls: "read jane, write jane"},
		"still there, not pinned": {jane: "7", outcome: done, calls: thenJane},
		"still there, no id":      {jane: "-", pinned: "7", outcome: done, calls: thenJane},
		"two":                     {jane: "7", roe: "8", pinned: "7", outcome: done, calls: "read jane, write jane"},
		"two, not pinned":         {jane: "7", roe: "8", outcome: ambiguous, calls: twice},
		"two, no id":              {jane: "-", roe: "8 Roe", pinned: "7", outcome: of("7", ambiguous), calls: twice},
		"reassigned":              {jane: "8", roe: "7 Roe", pinned: "7", outcome: already, calls: twice},
		"reassigned, incomplete":  {jane: "8", roe: "7 Doe", pinned: "7", outcome: already, calls: thenRoe},
		"reassigned, gone":        {jane: "8", pinned: "7", outcome: of("7", mismatch), calls: twice},
		"reassigned, both":        {jane: "8", roe: "9 Roe", pinned: "7", outcome: of("7", ambiguous), calls: twice},
		"reassigned, no id":       {jane: "8", roe: "- Roe", pinned: "7", outcome: already, calls: twice},
		"moved":                   {roe: "7 Roe", pinned: "7", outcome: already, calls: twice},
		"moved, incomplete":       {roe: "7 Doe", pinned: "7", outcome: already, calls: thenRoe},
		"moved, not pinned":       {roe: "7 Roe", outcome: already, calls: twice},
		"moved, no id":            {roe: "- Roe", pinned: "7", outcome: already, calls: twice},
		"perhaps, not pinned":     {roe: "7 Doe", outcome: ambiguous, calls: twice},
		"perhaps, no id":          {roe: "- Doe", pinned: "7", outcome: of("7", ambiguous), calls: twice},
		"somebody else":           {roe: "8 Roe", pinned: "7", outcome: of("7", ambiguous), calls: twice},
		"gone":                    {pinned: "7", outcome: of("7", notFound), calls: twice},
		"gone, no answer":         {roe: "7 Roe", pinned: "7", readFault: unreadable, outcome: of("7", noAnswer), calls: twice},
		"still there, no answer":  {jane: "7", readFault: unreadable, outcome: noAnswer, calls: twice},
	}
	for name, tt := range cases {
		tt.moved = roe
		cases[name] = tt
	}
	testLooks(t, cases)
}

// What is on record may be another move than the one that is asked for now.
func TestLookWithAnotherMoveOnRecord(t *testing.T) {
	roes, spelt := names("Roe"), "Jane@ACME.example"
	testLooks(t, map[string]lookCase{
		"still there":      {jane: "7", moved: doe, pinned: "7", outcome: found("7", jane), calls: "read jane"},
		"moved":            {doe: "7", moved: doe, pinned: "7", outcome: found("7", doe), calls: "read jane, read doe"},
		"perhaps":          {doe: "7 Roe", moved: doe, outcome: ambiguous, calls: "read jane, read doe"},
		"moved further":    {roe: "7 Roe", moved: doe, pinned: "7", outcome: of("7", notFound), calls: "read jane, read doe"},
		"another spelling": {jane: "7", moved: spelt, pinned: "7", outcome: found("7", jane), calls: "read jane"},

		"none any more, still there": {
			jane: "7", moved: roe, pinned: "7", want: roes, outcome: applied(roes, nil), calls: "read jane, write jane",
		},
		"none any more, moved": {
			roe: "7 Doe", moved: roe, pinned: "7", want: roes, outcome: applied(roes, at(roe)), calls: "read jane, read roe, write roe",
		},
		"none any more, moved, and all shows": {
			roe: "7 Roe", moved: roe, pinned: "7", want: roes, outcome: applied(roes, at(roe), alreadyMoved), calls: "read jane, read roe",
		},
		"none any more, perhaps": {
			roe: "7 Roe", moved: roe, want: roes, outcome: ambiguous, calls: "read jane, read roe",
		},
		"none any more, another spelling": {
			jane: "7", moved: spelt, want: roes, outcome: profile.Outcome{Kind: profile.Applied, Changed: set(roes)}, calls: "write jane",
		},
		"none any more, and all shows": {
			jane: "7 Roe", moved: roe, pinned: "7", want: roes,
			outcome: profile.Outcome{Kind: profile.Unchanged, UserID: "7"}, calls: "read jane",
		},
	})
}

// Whom the caller has from an earlier look need not be looked at, if that was at the identifier and the move is on record.
func TestFoundBefore(t *testing.T) {
	done := applied(both, at(roe))
	testLooks(t, map[string]lookCase{
		"on record":          {jane: "7", moved: roe, pinned: "7", found: user7(jane), outcome: done, calls: "write jane"},
		"in other spellings": {jane: "7", moved: "Roe@ACME.example", found: user7("JANE@acme.example"), outcome: done, calls: "write jane"},
		"the address alone": {
			jane: "7 Roe", moved: roe, found: user7(jane), want: address, outcome: applied(address, at(roe)), calls: "write jane",
		},
		"nothing on record": {jane: "7", found: user7(jane), outcome: found("7", jane), calls: "read jane"},
		"another record":    {jane: "7", moved: doe, pinned: "7", found: user7(jane), outcome: found("7", jane), calls: "read jane"},
		"somebody else":     {jane: "7", moved: roe, pinned: "8", found: user7(jane), outcome: of("8", mismatch), calls: "read jane, read roe"},
		"elsewhere": {
			jane: "8", roe: "7 Roe", moved: roe, pinned: "7", found: user7(roe),
			outcome: applied(both, at(roe), alreadyMoved), calls: "read jane, read roe",
		},
	})
}

func testLooks(t *testing.T, tests map[string]lookCase) {
	t.Helper()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			inBatches(t, func(w *world, v *vendor) {
				t := w.t
				for email, user := range map[string]string{jane: tt.jane, roe: tt.roe, doe: tt.doe} {
					if id, last, _ := strings.Cut(user, " "); user != "" {
						v.has(email, account{strings.Trim(id, "-"), last})
					}
				}
				v.readFault = func(n int) error { return tt.readFault[n] }
				job := tt.job(w, v)
				w.Submit(job)
				report := w.report(job.Owner)
				if diff := cmp.Diff(tt.outcome, report.Outcome, compareOutcomes); diff != "" {
					t.Errorf("outcome (-want +got):\n%s", diff)
				}
				calls := slices.Concat(texts("read ", v.reads), texts("write ", v.journal()))
				if diff := cmp.Diff(tt.calls, strings.Join(calls, ", ")); diff != "" {
					t.Errorf("calls (-want +got):\n%s", diff)
				}
				if found := report.Found != nil; found != (tt.outcome.Kind == profile.Progressing) {
					t.Errorf("the report has a user: %t", found)
				}
				w.wantNobodyNamed()
			})
		})
	}
}

func (c lookCase) job(w *world, v *vendor) Job {
	job := w.rename(v, "o", jane, roe)
	if c.want != nil {
		job.Planner = fakePlanner{byEmail(jane), c.want}
	}
	if c.moved != "" {
		job.Moved = at(c.moved)
	}
	job.PinnedUserID, job.Found = c.pinned, c.found
	return job
}

// texts are requests for one user each.
func texts(kind string, requests []sent) []string {
	var texts []string
	for _, request := range requests {
		name, _, _ := strings.Cut(request.users[0], "@")
		texts = append(texts, kind+name)
	}
	return texts
}
