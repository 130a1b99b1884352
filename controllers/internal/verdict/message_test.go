package verdict_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/verdict"
)

// update rewrites the golden file, in go test ./controllers/internal/verdict -update.
var update = flag.Bool("update", false, "rewrite the golden files of testdata")

func TestMessages(t *testing.T) {
	var written strings.Builder
	for _, kind := range judged(t) {
		for _, variant := range variants(kind) {
			v := verdict.Judge(subject, variant.outcome, 0)
			fmt.Fprintf(&written, "%s%s\n  %s\n\n", kind, variant.name, v.Message)
		}
	}
	golden := filepath.Join("testdata", "messages.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(written.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), written.String()); diff != "" {
		t.Errorf("the messages have changed; run with -update if they were meant to (-want +got):\n%s", diff)
	}
}

type variant struct {
	name    string
	outcome profile.Outcome
}

// told is what came with an outcome: from the vendor, from the connection, or from the operator's own checks.
var told = map[profile.Kind]string{
	profile.InvalidSpec: "spec.attributes.email: must be an e-mail address, such as jane@acme.example",
	profile.TargetMismatch: "spec.target.system is Mosaic, but ProfileTarget people/default connects to Adobe; create the update " +
		"anew with a target of its system",
	profile.SourceMissing:     "there is no ConfigMap people, to which the spec refers; create it",
	profile.TargetNotReady:    "the Secret mosaic-credentials does not exist",
	profile.Conflict:          "UserProfileUpdate people/jane manages lastName of this user already",
	profile.AmbiguousMove:     "somebody has the new identifier, who may be somebody else",
	profile.IdentifierTaken:   "email is already in use",
	profile.TargetRefused:     "Changes to users are only allowed in claimed domains.",
	profile.TargetUnavailable: "no answer came in time",
	profile.Denied:            "Invalid token",
}

// variants are the outcomes of a kind that have messages of their own.
func variants(kind profile.Kind) []variant {
	plain := profile.Outcome{Kind: kind, At: at, Message: told[kind]}
	switch kind {
	case profile.Applied:
		one, several, many := plain, plain, plain
		one.Changed, several.Changed, many.Changed = changed(1), changed(5), changed(8)
		return []variant{{", one attribute", one}, {", five", several}, {", more", many}}
	case profile.DryRunSucceeded:
		some := plain
		some.Changed = changed(2)
		return []variant{{", nothing to change", plain}, {", two attributes", some}}
	case profile.NotHonoured, profile.DriftDetected:
		one, many := plain, plain
		one.Attributes, many.Attributes = names[:1], names
		return []variant{{", one attribute", one}, {", more", many}}
	case profile.InvalidSpec:
		ours, theirs := plain, plain
		ours.At = time.Time{}
		theirs.Message = "first_name must be shorter than or equal to 30 characters"
		return []variant{{", found by the operator", ours}, {", found by the vendor", theirs}}
	default:
		return []variant{{"", plain}}
	}
}

var names = []profile.Attribute{
	profile.City, "custom.tier", "customData.nickname", profile.Email, profile.FirstName, profile.LastName, profile.Picture,
	profile.State,
}

func changed(count int) profile.Change {
	var change profile.Change
	for _, name := range names[:count] {
		change = append(change, profile.Step{Attribute: name, Action: profile.Set, Value: profile.Text("canary")})
	}
	return change
}

func TestMessagesHoldNoValue(t *testing.T) {
	for _, kind := range judged(t) {
		outcome := profile.Outcome{Kind: kind, At: at, Changed: changed(8), UserID: "canary"}
		if got := verdict.Judge(subject, outcome, 0).Message; strings.Contains(got, "canary") {
			t.Errorf("%s shows a value: %s", kind, got)
		}
	}
}

// A message that named the attempt or the time would make the status flap.
func TestMessagesStayTheSame(t *testing.T) {
	for _, kind := range judged(t) {
		first := verdict.Judge(subject, profile.Outcome{Kind: kind, At: at, Message: "m"}, 0)
		later := verdict.Judge(subject, profile.Outcome{Kind: kind, At: at.Add(time.Hour), Message: "m"}, 7)
		if first.Message != later.Message || first.Reason != later.Reason {
			t.Errorf("%s: %s, then %s", kind, first.Message, later.Message)
		}
	}
}
