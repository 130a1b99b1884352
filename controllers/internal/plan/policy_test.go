package plan_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/plan"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

func TestPolicy(t *testing.T) {
	t.Parallel()
	jane := profile.Identifier{Type: profile.ByEmail, Value: "jane@acme.example"}
	title := profile.Profile{profile.Title: profile.Text("Dr")}
	tier := profile.Profile{"custom.tier": profile.Text("1")}
	username := func(value, domain string) profile.Identifier {
		return profile.Identifier{Type: profile.ByUsername, Value: value, Domain: domain}
	}
	acme := plan.Policy{Domains: []string{"ACME.example"}}
	const (
		elsewhere = "spec.identifier: the policy of the target does not allow people of this domain"
		nowhere   = "spec.identifier: the policy of the target allows people of some domains only, and this says nothing of " +
			"theirs; name them by e-mail address"
	)
	for name, test := range map[string]struct {
		policy plan.Policy
		who    profile.Identifier
		set    profile.Profile
		unset  []profile.Attribute
		want   []string
	}{
		"none": {who: profile.Identifier{Type: profile.ByUserID, Value: "1"}, set: title},

		"attribute": {policy: plan.Policy{Attributes: []string{"title"}}, who: jane, set: title},
		"another attribute": {
			policy: plan.Policy{Attributes: []string{"lastName"}}, who: jane, set: title,
			want: []string{"spec.attributes.title: the policy of the target does not allow updates to manage title"},
		},
		"to clear": {
			policy: plan.Policy{Attributes: []string{"lastName"}}, who: jane, unset: []profile.Attribute{profile.City},
			want: []string{"spec.clear: the policy of the target does not allow updates to manage city"},
		},
		"group":          {policy: plan.Policy{Attributes: []string{"custom"}}, who: jane, set: tier},
		"one of a group": {policy: plan.Policy{Attributes: []string{"custom.tier"}}, who: jane, set: tier},
		"another of the group": {
			policy: plan.Policy{Attributes: []string{"custom.tier"}}, who: jane, set: profile.Profile{"custom.tiers": profile.Text("1")},
			want: []string{"spec.attributes.custom.tiers: the policy of the target does not allow updates to manage custom.tiers"},
		},
		"a group is no prefix": {
			policy: plan.Policy{Attributes: []string{"custom"}}, who: jane, set: profile.Profile{"customData.a": profile.Text("1")},
			want: []string{"spec.attributes.customData.a: the policy of the target does not allow updates to manage customData.a"},
		},

		"domain":                {policy: acme, who: jane, set: title},
		"another domain":        {policy: acme, who: byEmailOf("jane@evil.example"), set: title, want: []string{elsewhere}},
		"a subdomain":           {policy: acme, who: byEmailOf("jane@hr.acme.example"), set: title, want: []string{elsewhere}},
		"a quoted domain":       {policy: acme, who: byEmailOf(`"jane@acme.example"@evil.example`), set: title, want: []string{elsewhere}},
		"username with domain":  {policy: acme, who: username("jane", "acme.example"), set: title},
		"username as address":   {policy: acme, who: username("jane@acme.example", ""), set: title},
		"username, says little": {policy: acme, who: username("jane", ""), set: title, want: []string{nowhere}},
		"the named domain counts": {
			policy: acme, who: username("jane@acme.example", "evil.example"),
			set: title, want: []string{elsewhere},
		},
		"user id": {policy: acme, who: profile.Identifier{Type: profile.ByUserID, Value: "1"}, set: title, want: []string{nowhere}},
		"phone":   {policy: acme, who: profile.Identifier{Type: profile.ByPhone, Value: "+4930"}, set: title, want: []string{nowhere}},
		"custom": {
			policy: acme, who: profile.Identifier{Type: profile.ByCustom, Name: "a", Value: "x@acme.example"}, set: title,
			want: []string{nowhere},
		},

		"new address": {policy: acme, who: jane, set: profile.Profile{profile.Email: profile.Text("roe@acme.example")}},
		"new addresses elsewhere": {
			policy: acme, who: jane,
			set: profile.Profile{
				profile.Email:           profile.Text("jane@evil.example"),
				profile.Username:        profile.Text("jane@evil.example"),
				profile.SecondaryEmails: profile.Texts("a@acme.example", "b@evil.example", "c@evil.example"),
			},
			want: []string{
				"spec.attributes.email: the policy of the target does not allow addresses of this domain",
				"spec.attributes.username: the policy of the target does not allow addresses of this domain",
				"spec.attributes.secondaryEmails: the policy of the target does not allow addresses of this domain",
			},
		},
		"new username": {policy: acme, who: jane, set: profile.Profile{profile.Username: profile.Text("jroe")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := test.policy.Check(profile.Desired{Identifier: test.who, Set: test.set, Clear: test.unset})
			var got []string
			if violation, ok := errors.AsType[*plan.PolicyError](err); ok {
				got = violation.Problems
			} else if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if err != nil && strings.Contains(err.Error(), "evil") {
				t.Errorf("%q has a value in it", err)
			}
		})
	}
}

func byEmailOf(value string) profile.Identifier {
	return profile.Identifier{Type: profile.ByEmail, Value: value}
}
