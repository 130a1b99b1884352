package plan_test

import (
	"math/rand/v2"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/plan"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// everything is a desired state with a value of every type, and a user of whom half is so.
func everything() (profile.Desired, target.User) {
	g := generator{rand.New(rand.NewPCG(1, 0))}
	desired := profile.Desired{Identifier: byID, Set: profile.Profile{}}
	user := target.User{Profile: g.profile()}
	for _, attribute := range attributeOf {
		desired.Set[attribute] = g.value(attribute)
	}
	return desired, user
}

// BenchmarkCheck holds a desired state of 19 attributes against a schema.
func BenchmarkCheck(b *testing.B) {
	desired, _ := everything()
	schema := withEverything()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := plan.Check(desired, schema); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPlan plans them for a user of whom some are so.
func BenchmarkPlan(b *testing.B) {
	desired, user := everything()
	p, err := plan.Check(desired, withEverything())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		p.Plan(user)
	}
}

// BenchmarkMissing looks whether all of a change took.
func BenchmarkMissing(b *testing.B) {
	desired, _ := everything()
	p, err := plan.Check(desired, withEverything())
	if err != nil {
		b.Fatal(err)
	}
	change, after := p.Plan(target.User{}), target.User{Profile: desired.Set}
	b.ReportAllocs()
	for b.Loop() {
		if missing := p.Missing(change, after); missing != nil {
			b.Fatal(missing)
		}
	}
}
