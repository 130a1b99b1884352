package adobe

import (
	"slices"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// class is what can be done about an error.
type class struct {
	kind profile.Kind

	// prefix is put before Adobe's words; sentence stands in where there are none.
	prefix   string
	sentence string
}

// The classes, most decisive first: of several errors of one command the first class wins. That nobody is there comes
// first, for then everything else follows from it.
var (
	absent  = &class{kind: profile.UserNotFound, sentence: "there is no such user"}
	spec    = &class{kind: profile.InvalidSpec, sentence: "the values are not accepted"}
	taken   = &class{kind: profile.IdentifierTaken, sentence: "another user has the e-mail address or username"}
	setup   = &class{kind: profile.TargetRefused, sentence: "the organization or its domains are not set up for this"}
	mistake = &class{
		kind: profile.TargetRefused, sentence: "no reason was given",
		prefix: "Adobe does not understand the operator's request, which is a mistake of the operator if the values are plain: ",
	}
	unknown   = &class{kind: profile.TargetRefused, sentence: "no reason was given that this version of the operator knows"}
	transient = &class{kind: profile.TargetUnavailable, sentence: "Adobe could not do this now"}
	done      = &class{kind: profile.Unchanged, sentence: "this was done already"}

	classes = []*class{absent, spec, taken, setup, mistake, unknown, transient, done}
)

// codes are all error codes of UMAPI, ErrorRef, as of November 2025, and those that were seen elsewhere. The documents
// describe them; the classes are ours. Many are about groups, products and the creation of users, which the operator
// never asks for.
var codes = table(map[*class][]string{
	absent: {
		"error.user.nonexistent",
		"error.user.nonexistent_or_has_conflicting_parameters",
		"error.user.not_found",
		"error.user.not_found_or_ambiguous",
		"error.user.not_in_org",
		"error.user.productadmin.group.not_found",
		"error.command.product.not_found",
		"error.group.not_found",
		"error.usergroup.not_found",
		"plc.admin.group.not_found",
		"plc.not_found",
	},
	spec: {
		"error.command.update.option.no",
		"error.update.adobeid.no",
		"error.update.country.no_update",
		"error.update.domain.mismatch",
		"error.update.no",
		"error.update.username.no",
		"error.user.change_domain_update.no",
		"error.user.email.invalid",
		"error.user.type_must_not_be_adobeid",
	},
	taken: {
		"error.user.email.name_in_use",
		"error.user.name_in_use",
	},
	setup: {
		"error.api.user.not.parent.org",
		"error.apikey.invalid",
		"error.domain.trust.nonexistent",
		"error.group.license_quota_exceeded", // third-party notes
		"error.organization.invalid_id",
		"error.organization.invalid_name",
		"error.user.belongs_to_another_org",
		"error.user.domain_enforcement",
		"error.user.must_match_email",
		"error.user.name.contains.email",
		"error.user.type_mismatch",
		"error.user.type_not_available",
		"error.usergroup.exceeds_maximum_member_count",
		"error.usergroup.readonly.add_user_not_allowed",
		"error.usergroup.readonly.remove_not_allowed", // UMAPI, badRequest
		"error.usergroup.readonly.remove_user_not_allowed",
		"error.usergroup.readonly.update_not_allowed",

		// Of Adobe's own data: nothing tells that they pass.
		"error.user.type.missing",
		"error.user.type_unknown",
	},
	mistake: {
		"error.command.add_remove.duplicate.group_list",
		"error.command.add_remove.duplicate.product_list",
		"error.command.add_remove.duplicate.productadmin_list",
		"error.command.add_remove.duplicate.user_list",
		"error.command.add_remove.duplicate.usergroup_list",
		"error.command.add_remove.group_or_product_name_too_long",
		"error.command.add_remove.invalid.usergroup_list",
		"error.command.add_remove.key.unknown",
		"error.command.add_remove.list",
		"error.command.add_remove.list_not_array",
		"error.command.add_remove.list_too_long",
		"error.command.add_remove.missing_list",
		"error.command.add_remove.user_usergroup.missing",
		"error.command.boolean_expected",
		"error.command.create.key.unknown",
		"error.command.create.more_than_one",
		"error.command.create.not_first",
		"error.command.create.object_expected",
		"error.command.create.string_expected",
		"error.command.domain.missing",
		"error.command.domain.must_be_used_with_nonemail_username",
		"error.command.domain.string_expected",
		"error.command.illegal_entry",
		"error.command.malformed",
		"error.command.object_not_empty",
		"error.command.removefromorg.not_last",
		"error.command.step.unknown",
		"error.command.steps.malformed",
		"error.command.string.too_long",
		"error.command.string_expected",
		"error.command.user.missing",
		"error.command.user_usergroup.missing",
		"error.country.invalid",
		"error.group.invalid_list",
		"error.group.invalid_name",
		"error.option.illegal",
		"error.user.command.missing.arguments",
		"error.user.firstname_missing",
		"error.user.id_missing",
		"error.user.lastname_missing",
		"error.user.name.invalid",
		"error.user.user_list.invalid",
		"error.usergroup.command.missing.arguments",
		"error.usergroup.user_list.invalid",
	},
	transient: {
		"error.api.not_available",
		"error.developer.add_user.failed",
		"error.developer.remove_user.failed",
		"error.internal.add",
		"error.internal.create_failed",
		"error.internal.everybody_group.not_found",
		"error.internal.exceptionflys",
		"error.internal.group.remove",
		"error.internal.removefromorg",
		"error.internal.update_failed",
		"error.organization.migrating",
		"error.productadmin.add.user.failed",
		"error.productadmin.remove.admin.failed",
		"error.throttled_by_external_service", // Adobe's own quota with another service: ours is not touched
		"error.user.productadmin.add.user.failed",
		"error.user.productadmin.remove.admin.failed",
		"error.user.update_failed",
		"error.usergroup.update.failed",
	},
	done: {
		"error.user.already_exists",
		"error.user.already_in_org",
		"error.user.already_invited",
		"error.usergroup.already_exists",
		"plc.add.admin.error",
		"plc.admin.already_added",
		"plc.remove.admin.error",
	},
})

func table(members map[*class][]string) map[string]*class {
	found := map[string]*class{}
	for of, names := range members {
		for _, name := range names {
			found[name] = of
		}
	}
	return found
}

// classOf never fails: "error codes may be added" (UMAPI, ErrorRef).
func classOf(code string) *class {
	if known, found := codes[code]; found {
		return known
	}
	return unknown
}

// byWeight compares codes by how decisive they are.
func byWeight(a, b string) int {
	return slices.Index(classes, classOf(a)) - slices.Index(classes, classOf(b))
}
