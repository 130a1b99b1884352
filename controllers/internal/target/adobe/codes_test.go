package adobe

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// undocumented codes were seen, but are not in UMAPI, ErrorRef.
var undocumented = []string{"error.group.license_quota_exceeded", "error.usergroup.readonly.remove_not_allowed"}

// The simulator has its own list of the documented codes.
func TestEveryDocumentedCodeHasAClass(t *testing.T) {
	documented := append(sim.Codes(), undocumented...)
	slices.Sort(documented)
	if diff := cmp.Diff(documented, slices.Sorted(maps.Keys(codes))); diff != "" {
		t.Errorf("(-documented +known):\n%s", diff)
	}
}

func TestEveryClassHasItsPlace(t *testing.T) {
	used := map[*class]bool{unknown: true}
	for _, of := range codes {
		used[of] = true
	}
	if len(used) != len(classes) {
		t.Errorf("%d classes in use, %d in order", len(used), len(classes))
	}
	for of := range used {
		if !slices.Contains(classes, of) || of.sentence == "" || of.kind == "" {
			t.Errorf("%+v", of)
		}
	}
}

// kinds is written down once more for the codes that an update can have.
var kinds = map[profile.Kind][]string{
	profile.UserNotFound: {"error.user.nonexistent", "error.user.not_in_org", "error.user.not_found_or_ambiguous"},
	profile.InvalidSpec: {
		"error.update.adobeid.no", "error.user.type_must_not_be_adobeid", "error.update.username.no",
		"error.update.country.no_update", "error.update.no", "error.update.domain.mismatch",
		"error.user.change_domain_update.no", "error.user.email.invalid", "error.command.update.option.no",
	},
	profile.IdentifierTaken: {"error.user.name_in_use", "error.user.email.name_in_use"},
	profile.TargetRefused: {
		"error.domain.trust.nonexistent", "error.user.belongs_to_another_org", "error.api.user.not.parent.org",
		"error.user.type_mismatch", "error.user.name.contains.email", "error.organization.invalid_id", "error.apikey.invalid",
		"error.command.malformed", "error.command.string.too_long", "error.command.domain.missing", "error.user.name.invalid",
		"error.user.type_unknown", "error.never.seen", "",
	},
	profile.TargetUnavailable: {
		"error.throttled_by_external_service", "error.internal.exceptionflys", "error.internal.update_failed",
		"error.api.not_available", "error.organization.migrating", "error.user.update_failed",
	},
	profile.Unchanged: {"error.user.already_in_org", "error.user.already_exists", "plc.admin.already_added"},
}

func TestKindsOfCodes(t *testing.T) {
	b := &batch{secrets: []string{"jane@x.io"}}
	for kind, all := range kinds {
		for _, code := range all {
			for message, want := range map[string]string{"for JANE@x.io": "for [redacted]", "": classOf(code).sentence} {
				e := b.explain(remark{code: code, message: message}, transport.Answer{Status: 200})
				if e.Kind != kind || e.Code != code && (code != "" || e.Code != "200") {
					t.Errorf("%q: got %s (%s), want %s", code, e.Kind, e.Code, kind)
				}
				if !strings.HasSuffix(e.Message, want) {
					t.Errorf("%q: message %q, want %q", code, e.Message, want)
				}
			}
		}
	}
}

// A mistake of the operator says so: nobody should look for it in the spec first.
func TestMistakesAreOwned(t *testing.T) {
	e := (&batch{}).explain(remark{code: "error.command.illegal_entry", message: "Illegal entry"}, transport.Answer{})
	if !strings.Contains(e.Message, "mistake of the operator") || !strings.HasSuffix(e.Message, ": Illegal entry") {
		t.Errorf("%s", e.Message)
	}
}
