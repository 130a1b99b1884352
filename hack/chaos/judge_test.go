package main

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// noon is when the made-up day of these tests begins.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func after(seconds int) time.Time { return noon.Add(time.Duration(seconds) * time.Second) }

// cast is one person of each fate, at Adobe: the first was edited once.
var cast = []person{
	newPerson(atAdobe, 0, changed, true),
	newPerson(atAdobe, 1, renamed, false),
	newPerson(atAdobe, 2, taken, false),
	newPerson(atAdobe, 3, trapped, false),
	newPerson(atAdobe, 4, unknown, false),
}

// good is the evidence of a day on which all went well.
func good() evidence {
	e := evidence{people: cast, states: map[string]state{}, users: map[vendorName]map[string]values{atAdobe: {}}}
	for _, p := range cast {
		if r := p.refusal(); r != nil {
			e.states[p.object] = state{current: true, ready: "False", reason: r.reason, errors: r.complaints(p.login)}
			continue
		}
		e.states[p.object] = state{current: true, ready: "True", reason: "Applied"}
		got := p.want()
		if got.email == "" {
			got.email = p.login
		}
		e.users[atAdobe][p.object] = got
		for n, wish := range p.wishes {
			e.writes = append(e.writes, write{vendor: atAdobe, user: p.object, values: wish, at: after(60 * n)})
		}
	}
	return e
}

// edit changes what an update says of itself.
func (e evidence) edit(p person, change func(*state)) {
	s := e.states[p.object]
	s.errors = slices.Clone(s.errors)
	change(&s)
	e.states[p.object] = s
}

// again adds a write of what somebody has got already.
func again(e *evidence, p person, at time.Time) {
	e.writes = append(e.writes, write{vendor: p.vendor, user: p.object, values: p.want(), at: at})
}

// bad is what is to be found about a day: what it leaves out is as on a good one.
type bad struct{ lost, misattributed, wrongUser, quota, duplicates, writes int }

func (b bad) findings() findings {
	return findings{
		Objects: 5, Converged: 5 - b.lost, Lost: b.lost, Misattributed: b.misattributed, WrongUser: b.wrongUser,
		QuotaViolations: b.quota, Journaled: 3 + b.writes, Wanted: 3, Duplicates: b.duplicates,
	}
}

func TestJudge(t *testing.T) {
	plain, move, inUse, trap, nobody := cast[0], cast[1], cast[2], cast[3], cast[4]
	for name, tt := range map[string]struct {
		edit func(e *evidence)
		want bad
	}{
		"all went well": {edit: func(*evidence) {}},
		"applied although nothing differed": {
			edit: func(e *evidence) { e.edit(plain, func(s *state) { s.reason = "Unchanged" }) },
		},

		"an update went away": {
			edit: func(e *evidence) { delete(e.states, plain.object) },
			want: bad{lost: 1},
		},
		"an update is about an old generation": {
			edit: func(e *evidence) { e.edit(plain, func(s *state) { s.current = false }) },
			want: bad{lost: 1},
		},
		"an update still waits": {
			edit: func(e *evidence) { e.edit(move, func(s *state) { s.ready, s.reason = "False", "TargetUnavailable" }) },
			want: bad{lost: 1},
		},
		"an update was only tried out": {
			edit: func(e *evidence) { e.edit(move, func(s *state) { s.reason = "DryRunSucceeded" }) },
			want: bad{lost: 1},
		},
		"the user has a former generation": {
			edit: func(e *evidence) { e.users[atAdobe][plain.object] = values{plain.login, plain.wishes[0].lastName} },
			want: bad{lost: 1},
		},
		"the user was not moved": {
			edit: func(e *evidence) { e.users[atAdobe][move.object] = values{move.login, move.want().lastName} },
			want: bad{lost: 1},
		},
		"the user is gone": {
			edit: func(e *evidence) { delete(e.users[atAdobe], move.object) },
			want: bad{lost: 1},
		},
		"another reason for a refusal": {
			edit: func(e *evidence) { e.edit(trap, func(s *state) { s.reason = "AmbiguousMove" }) },
			want: bad{lost: 1, misattributed: 1},
		},
		"a refusal without its error": {
			edit: func(e *evidence) { e.edit(nobody, func(s *state) { s.errors = nil }) },
			want: bad{lost: 1},
		},

		"an error slipped to the next update": {
			edit: func(e *evidence) {
				e.edit(inUse, func(s *state) { *s = state{current: true, ready: "True", reason: "Applied"} })
				e.edit(plain, func(s *state) {
					*s = state{current: true, ready: "False", reason: "IdentifierTaken", errors: inUse.refusal().complaints(plain.login)}
				})
			},
			want: bad{lost: 2, misattributed: 2},
		},
		"an error of somebody else, of the same kind": {
			edit: func(e *evidence) { e.edit(nobody, func(s *state) { s.errors[0].user = trap.login }) },
			want: bad{lost: 1, misattributed: 1},
		},
		"an error was somebody else's on the way": {
			edit: func(e *evidence) {
				e.sightings = []sighting{
					{complaint{nobody.refusal().codes[0], plain.login}, plain.object, "UserNotFound"},
					{complaint{inUse.refusal().codes[0], plain.login}, plain.object, "IdentifierTaken"},
				}
			},
			want: bad{misattributed: 1},
		},
		"an error on the way that anybody may have": {
			edit: func(e *evidence) {
				e.sightings = []sighting{{complaint{"404", move.login}, move.object, "TargetUnavailable"}}
			},
		},
		"a mishap beside the own errors": {
			edit: func(e *evidence) {
				e.edit(inUse, func(s *state) {
					s.errors = append(s.errors, complaint{commandMishaps[0].Code, inUse.login})
				})
			},
		},
		"the own error on the way": {
			edit: func(e *evidence) {
				e.sightings = []sighting{{complaint{nobody.refusal().codes[0], nobody.login}, nobody.object, "UserNotFound"}}
			},
		},
		"a verdict on the way that nobody is to meet": {
			edit: func(e *evidence) {
				e.sightings = []sighting{{complaint{"AmbiguousMove", move.login}, move.object, "AmbiguousMove"}}
			},
			want: bad{misattributed: 1},
		},
		"a refusal on the way of another kind than the own": {
			edit: func(e *evidence) {
				e.sightings = []sighting{{complaint{nobody.refusal().codes[0], inUse.login}, inUse.object, "UserNotFound"}}
			},
			want: bad{misattributed: 1},
		},

		"a write to a bystander": {
			edit: func(e *evidence) {
				id, _ := trap.bystander()
				e.writes = append(e.writes, write{vendor: atAdobe, user: id, values: trap.want()})
			},
			want: bad{wrongUser: 1, writes: 1},
		},
		"a write to a namesake at the other vendor": {
			edit: func(e *evidence) {
				e.writes = append(e.writes, write{vendor: atMosaic, user: plain.object, values: plain.want()})
			},
			want: bad{wrongUser: 1, writes: 1},
		},
		"a write of somebody else's values": {
			edit: func(e *evidence) {
				e.writes = append(e.writes, write{vendor: atAdobe, user: move.object, values: values{lastName: plain.want().lastName}})
			},
			want: bad{wrongUser: 1, writes: 1},
		},
		"a write of a part": {
			edit: func(e *evidence) {
				e.writes = append(e.writes, write{vendor: atAdobe, user: move.object, values: values{lastName: move.want().lastName}})
			},
			want: bad{writes: 1},
		},

		"written twice": {
			edit: func(e *evidence) { again(e, plain, after(70)) },
			want: bad{duplicates: 1, writes: 1},
		},
		"written twice, after a lost answer": {
			edit: func(e *evidence) { e.writes[1].lost = true; again(e, plain, after(70)) },
			want: bad{writes: 1},
		},
		"written twice, after a kill": {
			edit: func(e *evidence) { e.handovers = []time.Time{after(65)}; again(e, plain, after(70)) },
			want: bad{writes: 1},
		},
		"written twice, after an outage": {
			edit: func(e *evidence) { e.outages = []time.Time{after(65)}; again(e, plain, after(70)) },
			want: bad{writes: 1},
		},
		"written twice, long after it was on record": {
			edit: func(e *evidence) { e.handovers = []time.Time{after(100)}; again(e, plain, after(110)) },
			want: bad{duplicates: 1, writes: 1},
		},
		"a former generation written again": {
			edit: func(e *evidence) {
				e.writes = append(e.writes, write{vendor: atAdobe, user: plain.object, values: plain.wishes[0], at: after(70)})
			},
			want: bad{duplicates: 1, writes: 1},
		},

		"too many requests": {
			edit: func(e *evidence) { e.violations = []violation{{vendor: atAdobe, at: after(1)}} },
			want: bad{quota: 1},
		},
		"a request too many after each hand-over": {
			edit: func(e *evidence) {
				e.handovers = []time.Time{after(0), after(10)}
				e.violations = []violation{
					{vendor: atAdobe, at: after(1)}, {vendor: atMosaic, at: after(2)}, {vendor: atAdobe, at: after(11)},
				}
			},
		},
		"a request too many of each quota after a hand-over": {
			edit: func(e *evidence) {
				e.handovers = []time.Time{after(0)}
				e.violations = []violation{
					{vendor: atAdobe, quota: "reads", at: after(1)}, {vendor: atAdobe, quota: "writes", at: after(2)},
				}
			},
		},
		"two requests too many after a hand-over": {
			edit: func(e *evidence) {
				e.handovers = []time.Time{after(0)}
				e.violations = []violation{{vendor: atAdobe, at: after(1)}, {vendor: atAdobe, at: after(2)}}
			},
			want: bad{quota: 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := good()
			tt.edit(&e)
			got := judge(e)
			if diff := cmp.Diff(tt.want.findings(), got, cmpopts.IgnoreUnexported(findings{})); diff != "" {
				t.Errorf("findings (-want +got):\n%s\nremarks: %q", diff, got.remarks)
			}
			wrong := tt.want.lost + tt.want.misattributed + tt.want.wrongUser + tt.want.quota + tt.want.duplicates
			if len(got.remarks) != wrong {
				t.Errorf("%d remarks, want %d: %q", len(got.remarks), wrong, got.remarks)
			}
		})
	}
}
