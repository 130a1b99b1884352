package adobe

import (
	"fmt"
	"slices"
)

// The codes that clients and knobs name. Codes has all.
const (
	CodeNonexistent    = "error.user.nonexistent"
	CodeNotClaimed     = "error.domain.trust.nonexistent"
	CodeChangeDomain   = "error.user.change_domain_update.no"
	CodeDomainMismatch = "error.update.domain.mismatch"
	CodeUpdateAdobeID  = "error.update.adobeid.no"
	CodeUpdateUsername = "error.update.username.no"
	CodeMalformed      = "error.command.malformed"
	CodeThrottled      = "error.throttled_by_external_service"

	// CodeDeprecated is the only warning that is documented.
	CodeDeprecated = "warning.command.deprecated"
)

// Codes returns every errorCode of UMAPI, ErrorRef, in alphabetical order. Those the simulator does not answer by itself
// are for a CommandFault.
func Codes() []string {
	return slices.Clone(codes)
}

// codes are those of UMAPI, ErrorRef at 8278e8d (7 November 2025).
var codes = []string{
	"error.api.not_available",
	"error.api.user.not.parent.org",
	"error.apikey.invalid",
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
	"error.command.product.not_found",
	"error.command.removefromorg.not_last",
	"error.command.step.unknown",
	"error.command.steps.malformed",
	"error.command.string.too_long",
	"error.command.string_expected",
	"error.command.update.option.no",
	"error.command.user.missing",
	"error.command.user_usergroup.missing",
	"error.country.invalid",
	"error.developer.add_user.failed",
	"error.developer.remove_user.failed",
	"error.domain.trust.nonexistent",
	"error.group.invalid_list",
	"error.group.invalid_name",
	"error.group.not_found",
	"error.internal.add",
	"error.internal.create_failed",
	"error.internal.everybody_group.not_found",
	"error.internal.exceptionflys",
	"error.internal.group.remove",
	"error.internal.removefromorg",
	"error.internal.update_failed",
	"error.option.illegal",
	"error.organization.invalid_id",
	"error.organization.invalid_name",
	"error.organization.migrating",
	"error.productadmin.add.user.failed",
	"error.productadmin.remove.admin.failed",
	"error.throttled_by_external_service",
	"error.update.adobeid.no",
	"error.update.country.no_update",
	"error.update.domain.mismatch",
	"error.update.no",
	"error.update.username.no",
	"error.user.already_exists",
	"error.user.already_in_org",
	"error.user.already_invited",
	"error.user.belongs_to_another_org",
	"error.user.change_domain_update.no",
	"error.user.command.missing.arguments",
	"error.user.domain_enforcement",
	"error.user.email.invalid",
	"error.user.email.name_in_use",
	"error.user.firstname_missing",
	"error.user.id_missing",
	"error.user.lastname_missing",
	"error.user.must_match_email",
	"error.user.name.contains.email",
	"error.user.name.invalid",
	"error.user.name_in_use",
	"error.user.nonexistent",
	"error.user.nonexistent_or_has_conflicting_parameters",
	"error.user.not_found",
	"error.user.not_found_or_ambiguous",
	"error.user.not_in_org",
	"error.user.productadmin.add.user.failed",
	"error.user.productadmin.group.not_found",
	"error.user.productadmin.remove.admin.failed",
	"error.user.type.missing",
	"error.user.type_mismatch",
	"error.user.type_must_not_be_adobeid",
	"error.user.type_not_available",
	"error.user.type_unknown",
	"error.user.update_failed",
	"error.user.user_list.invalid",
	"error.usergroup.already_exists",
	"error.usergroup.command.missing.arguments",
	"error.usergroup.exceeds_maximum_member_count",
	"error.usergroup.not_found",
	"error.usergroup.readonly.add_user_not_allowed",
	"error.usergroup.readonly.remove_user_not_allowed",
	"error.usergroup.readonly.update_not_allowed",
	"error.usergroup.update.failed",
	"error.usergroup.user_list.invalid",
	"plc.add.admin.error",
	"plc.admin.already_added",
	"plc.admin.group.not_found",
	"plc.not_found",
	"plc.remove.admin.error",
}

// messages are the texts that were seen with a code. ErrorRef has descriptions only.
var messages = map[string]string{
	"error.command.add_remove.list_too_long":           "Too many products, users or groups in Add or Remove: max is 20",
	"error.command.malformed":                          "Expected a valid JSON payload",
	"error.command.string.too_long":                    "String too long in command for field: country, max length 2",
	"error.domain.trust.nonexistent":                   "Changes to users are only allowed in claimed domains.",
	"error.group.not_found":                            "Group NON_EXISTING_GROUP was not found",
	"error.internal.add":                               "Failed to add users to user group",
	"error.internal.create_failed":                     "Could not create person of type createFederatedID",
	"error.organization.invalid_id":                    "Bad organization Id",
	"error.user.belongs_to_another_org":                "Illegal to invite user from another organization's owned auth src",
	"error.user.name.contains.email":                   "Username is invalid: {user}",
	"error.user.nonexistent":                           "User Id does not exist: {user}",
	"error.user.not_found":                             "No valid users were found in the request",
	"error.user.type_mismatch":                         "The user type requested for the invite does not match the claimed domain type",
	"error.usergroup.not_found":                        "Usergroup not found: {user}",
	"error.usergroup.readonly.add_user_not_allowed":    "User cannot be added to group as owned by another org and readonly: {user}",
	"error.usergroup.readonly.remove_user_not_allowed": "User cannot be removed from group as owned by another org and readonly: {user}",
	"error.usergroup.readonly.update_not_allowed":      "Usergroup is owned by another org and readonly: {user}",
}

// messageOf is the text of a code, made up where none was seen [?].
func messageOf(code string) string {
	if message, seen := messages[code]; seen {
		return message
	}
	return "Simulated failure for {user}: " + code
}

// The findings that more than one verb reports.

func notClaimed() finding {
	return finding{code: CodeNotClaimed, message: messages[CodeNotClaimed]}
}

func invalidEmail(email string) finding {
	return finding{code: "error.user.email.invalid", message: "Email is invalid: " + email}
}

// tooLong has the words of UMAPI, ActionsRef.
func tooLong(field string, limit int) finding {
	return finding{
		code:    "error.command.string.too_long",
		message: fmt.Sprintf("String too long in command for field: %s, max length %d", field, limit),
		form:    true,
	}
}

// listTooLong has the words of Netcentric/accesscontroltool 753 [I].
func listTooLong(what string, limit int) finding {
	return finding{
		code: "error.command.add_remove.list_too_long", message: fmt.Sprintf("%s: max is %d", what, limit), form: true,
	}
}
