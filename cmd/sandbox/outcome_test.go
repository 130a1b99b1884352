package main

import (
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func TestParseOutcome(t *testing.T) {
	const rest = "apiVersion: v1\nkind: Namespace\n"
	for name, tt := range map[string]struct {
		manifest string
		want     outcome
		err      string // part of the message
	}{
		"created": {manifest: "# Outcome: created\n" + rest, want: outcome{}},
		"a condition, after what it is about": {
			manifest: "# A name.\n#\n# Outcome: Ready=True reason=Applied\n" + rest,
			want:     outcome{ready: metav1.ConditionTrue, reason: "Applied"},
		},
		"not ready": {manifest: "# Outcome: Ready=False reason=UserNotFound\n", want: outcome{ready: "False", reason: "UserNotFound"}},
		"unknown": {
			manifest: "# Outcome: Ready=Unknown reason=Progressing\n",
			want:     outcome{ready: "Unknown", reason: "Progressing"},
		},
		"rejected":             {manifest: "# Outcome: rejected:  must be this: or that \n", want: outcome{rejection: "must be this: or that"}},
		"none":                 {manifest: "# A name.\n" + rest, err: "must have one line"},
		"no comment":           {manifest: rest, err: "must have one line"},
		"below the comment":    {manifest: "# A name.\n" + rest + "# Outcome: created\n", err: "it has 0"},
		"two":                  {manifest: "# Outcome: created\n# Outcome: created\n", err: "it has 2"},
		"nothing":              {manifest: "# Outcome:\n", err: `outcome ""`},
		"rejected, not why":    {manifest: "# Outcome: rejected:\n", err: "must say what the API server answers"},
		"no reason":            {manifest: "# Outcome: Ready=True\n", err: `outcome "Ready=True"`},
		"no status of Ready":   {manifest: "# Outcome: Ready=Yes reason=Applied\n", err: `outcome "Ready=Yes reason=Applied"`},
		"another condition":    {manifest: "# Outcome: Stalled=True reason=Applied\n", err: "must be created"},
		"more after it":        {manifest: "# Outcome: Ready=True reason=Applied, I hope\n", err: "must be created"},
		"spelt in another way": {manifest: "# outcome: created\n", err: "it has 0"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parseOutcome(tt.manifest)
			switch {
			case tt.err == "" && err != nil:
				t.Fatal(err)
			case tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)):
				t.Fatalf("error is %v, want %q in it", err, tt.err)
			case got != tt.want:
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
			if err == nil {
				if again, err := newOutcome(got.String()); err != nil || again != got {
					t.Errorf("%q reads as %+v, %v", got, again, err)
				}
			}
		})
	}
}

func TestOutcomeMet(t *testing.T) {
	object := func(generation int64, conditions ...any) *unstructured.Unstructured {
		u := &unstructured.Unstructured{Object: map[string]any{"status": map[string]any{"conditions": conditions}}}
		u.SetGeneration(generation)
		return u
	}
	condition := func(kind, status, reason string, generation int64) map[string]any {
		return map[string]any{
			"type": kind, "status": status, "reason": reason, "observedGeneration": generation, "message": "so it is",
		}
	}
	applied := outcome{ready: metav1.ConditionTrue, reason: "Applied"}
	for name, tt := range map[string]struct {
		outcome outcome
		object  *unstructured.Unstructured
		is      string // empty where the outcome is met
	}{
		"as it should":       {applied, object(2, condition("Ready", "True", "Applied", 2)), ""},
		"among others":       {applied, object(1, condition("Stalled", "True", "X", 1), condition("Ready", "True", "Applied", 1)), ""},
		"another reason":     {applied, object(1, condition("Ready", "True", "Unchanged", 1)), "Ready=True reason=Unchanged: so it is"},
		"another status":     {applied, object(1, condition("Ready", "False", "Applied", 1)), "Ready=False reason=Applied: so it is"},
		"of the former spec": {applied, object(2, condition("Ready", "True", "Applied", 1)), "a Ready condition of generation 1, not 2"},
		"nothing yet":        {applied, object(1), "no Ready condition yet"},
		"no status":          {applied, &unstructured.Unstructured{Object: map[string]any{}}, "no Ready condition yet"},
		"nothing to wait for": {
			outcome{}, &unstructured.Unstructured{Object: map[string]any{}}, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			is, met := tt.outcome.met(tt.object)
			if is != tt.is || met != (tt.is == "") {
				t.Errorf("got %q, %t; want %q", is, met, tt.is)
			}
		})
	}
}

func TestOutcomeMetByRejection(t *testing.T) {
	rejected := outcome{rejection: "must be a phone number"}
	for name, tt := range map[string]struct {
		outcome   outcome
		rejection string
		met       bool
		is        string
	}{
		"accepted":                   {outcome{}, "", true, "accepted by the API server"},
		"accepted, to be Ready":      {outcome{ready: "True", reason: "Applied"}, "", true, "accepted by the API server"},
		"rejected as it should be":   {rejected, "spec.x: must be a phone number, so\n", true, "rejected: spec.x: must be a phone number, so"},
		"rejected for another cause": {rejected, "connection refused\n", false, "rejected: connection refused"},
		"accepted by mistake":        {rejected, "", false, "accepted by the API server"},
		"rejected by mistake":        {outcome{}, "no such kind\n", false, "rejected: no such kind"},
	} {
		t.Run(name, func(t *testing.T) {
			if is, met := tt.outcome.metBy(tt.rejection); is != tt.is || met != tt.met {
				t.Errorf("got %q, %t; want %q, %t", is, met, tt.is, tt.met)
			}
		})
	}
}
