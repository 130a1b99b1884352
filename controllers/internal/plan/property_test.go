package plan_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// seeds is how many cases are made up; a failure names its seed.
const seeds = 2000

// Whatever a user has and shall have: the plan changes what differs and nothing else, and then there is no more to do.
func TestPlanProperties(t *testing.T) {
	for seed := range uint64(seeds) {
		g := generator{rand.New(rand.NewPCG(seed, 0))}
		before, desired := g.profile(), g.desired()
		given := maps.Clone(before)
		p := accepted(t, desired)
		change := p.Plan(target.User{Profile: before})
		after := target.User{Profile: applied(before, change)}

		fail := func(format string, args ...any) {
			t.Fatalf("seed %d: "+format, append([]any{seed}, args...)...)
		}
		if diff := cmp.Diff(given, before, revealed); diff != "" {
			fail("the plan changed the user (-before +after):\n%s", diff)
		}
		if !slices.IsSortedFunc(change, func(a, b profile.Step) int {
			return strings.Compare(string(a.Attribute), string(b.Attribute)+"\x00") // never twice
		}) {
			fail("the steps are not in order: %v", change)
		}
		if diff := cmp.Diff(desired.Set, managedOf(desired, after.Profile), revealed, byMeaning); diff != "" {
			fail("the user has not become what is desired (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(unmanagedOf(desired, before), unmanagedOf(desired, after.Profile), revealed); diff != "" {
			fail("unmanaged attributes were altered (-before +after):\n%s", diff)
		}
		if again := p.Plan(after); !again.Empty() {
			fail("a second plan is not empty: %v", again)
		}
		if missing := p.Missing(change, after); missing != nil {
			fail("missing although all was applied: %v", missing)
		}
		if diff := cmp.Diff(attributesOf(change), p.Missing(change, target.User{Profile: before})); diff != "" {
			fail("what was not applied is missing (-want +got):\n%s", diff)
		}
	}
}

// A value that is written in another way is no difference.
func TestPlanIgnoresSpelling(t *testing.T) {
	for seed := range uint64(seeds) {
		g := generator{rand.New(rand.NewPCG(seed, 1))}
		desired := g.desired()
		user := g.profile()
		for attribute, value := range desired.Set {
			user[attribute] = g.respelt(attribute, value)
		}
		for _, attribute := range desired.Clear {
			delete(user, attribute)
		}
		if change := accepted(t, desired).Plan(target.User{Profile: user}); !change.Empty() {
			t.Fatalf("seed %d: %s is sent although it means the same: %v, %v", seed, change[0].Attribute,
				change[0].Value.Reveal(), user[change[0].Attribute].Reveal())
		}
	}
}

// applied is what a system makes of a change.
func applied(user profile.Profile, change profile.Change) profile.Profile {
	after := maps.Clone(user)
	for _, step := range change {
		switch step.Action {
		case profile.Set:
			after[step.Attribute] = step.Value
		case profile.Clear:
			delete(after, step.Attribute)
		default:
			panic("a plan has no such step: " + step.Action)
		}
	}
	return after
}

func attributesOf(change profile.Change) []profile.Attribute {
	var names []profile.Attribute
	for _, step := range change {
		names = append(names, step.Attribute)
	}
	return names
}

func managedOf(desired profile.Desired, user profile.Profile) profile.Profile {
	managed := maps.Clone(user)
	maps.DeleteFunc(managed, func(a profile.Attribute, _ profile.Value) bool { return !slices.Contains(desired.Managed(), a) })
	return managed
}

func unmanagedOf(desired profile.Desired, user profile.Profile) profile.Profile {
	unmanaged := maps.Clone(user)
	maps.DeleteFunc(unmanaged, func(a profile.Attribute, _ profile.Value) bool { return slices.Contains(desired.Managed(), a) })
	return unmanaged
}

// byMeaning compares values as far as the generator spells them in several ways: another implementation than the one
// under test.
var byMeaning = cmp.Comparer(func(a, b profile.Value) bool { return canonical(a.Reveal()) == canonical(b.Reveal()) })

func canonical(data any) string {
	switch data := data.(type) {
	case string:
		return strings.ToLower(strings.TrimSuffix(data, "T00:00:00.0Z"))
	case []string:
		var members []string
		for _, member := range data {
			members = append(members, strings.ToLower(member))
		}
		slices.Sort(members)
		return fmt.Sprint(slices.Compact(members))
	case json.Number:
		number, _ := data.Float64()
		return fmt.Sprint(number)
	default:
		return fmt.Sprint(data)
	}
}

// generator makes up users and desires. Values are drawn from few, so that they often agree.
type generator struct {
	*rand.Rand
}

func (g generator) profile() profile.Profile {
	user := profile.Profile{}
	for _, attribute := range slices.Sorted(maps.Values(attributeOf)) {
		if g.IntN(3) > 0 {
			value := g.value(attribute)
			user[attribute] = g.respelt(attribute, value)
		}
	}
	if g.IntN(2) == 0 { // what the schema does not know is never touched
		user["customAppData.theirs"] = profile.Text("theirs")
	}
	return user
}

func (g generator) desired() profile.Desired {
	desired := profile.Desired{Identifier: byID, Set: profile.Profile{}}
	for _, attribute := range slices.Sorted(maps.Values(attributeOf)) {
		switch g.IntN(4) {
		case 0:
			desired.Clear = append(desired.Clear, attribute)
		case 1, 2:
			desired.Set[attribute] = g.value(attribute)
		default: // not managed
		}
	}
	g.Shuffle(len(desired.Clear), func(i, j int) {
		desired.Clear[i], desired.Clear[j] = desired.Clear[j], desired.Clear[i]
	})
	return desired
}

// value draws one of the values that Check accepts.
func (g generator) value(attribute profile.Attribute) profile.Value {
	t, _ := withEverything().TypeOf(attribute)
	good := valuesOf[t].good
	return good[g.IntN(len(good))]
}

// respelt writes a value in another way, if there is one.
func (g generator) respelt(attribute profile.Attribute, value profile.Value) profile.Value {
	t, _ := withEverything().TypeOf(attribute)
	switch text, _ := value.Text(); t {
	case target.TypeEmail, target.TypeEmail60, target.TypeName, target.TypeName250:
		return profile.Text(g.cased(text))
	case target.TypeTimestamp:
		if !strings.Contains(text, "T") && g.IntN(2) == 0 {
			return profile.Text(text + "T00:00:00.0Z")
		}
	case target.TypeEmails:
		var members []string
		texts, _ := value.Texts()
		for _, member := range texts {
			members = append(members, g.cased(member), g.cased(member))
		}
		return profile.Texts(members...)
	case target.TypeNumber:
		if n, _ := value.Reveal().(json.Number); !strings.ContainsAny(string(n), ".e") && g.IntN(2) == 0 {
			return profile.JSON(n + ".0")
		}
	default:
	}
	return value
}

func (g generator) cased(s string) string {
	if g.IntN(2) == 0 {
		return strings.ToUpper(s)
	}
	return strings.ToLower(s)
}
