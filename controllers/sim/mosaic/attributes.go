package mosaic

// attribute is what the API does with one member of an update (Users OpenAPI, ApiUpdateUserInput).
type attribute struct {
	// check says what is wrong with a value that is not null.
	check func(e *edit, name string, value any) []string
	// set gives the user a value that has passed check.
	set func(e *edit, value any)
	// clear unsets the attribute; nil if it cannot be unset.
	clear func(e *edit)
}

// attributes are the members of an update, all optional:
//
//	object in the request         what a PUT does with it
//	name, address, arrays         replaced whole
//	custom_data, custom_app_data  merged, one level deep
//	custom_user_fields            merged by attribute
var attributes = map[string]attribute{
	"email":        {checkEmail, (*edit).setEmail, func(e *edit) { e.user.Email = nil }},
	"phone_number": {checkPhone, (*edit).setPhone, func(e *edit) { e.user.Phone = nil }},
	"secondary_emails": {
		listOf(checkEmail), (*edit).setSecondaryEmails, func(e *edit) { e.user.SecondaryEmails = nil },
	},
	"secondary_phone_numbers": {
		listOf(checkPhone), (*edit).setSecondaryPhones, func(e *edit) { e.user.SecondaryPhones = nil },
	},

	"external_user_id": text(func(e *edit) *string { return &e.user.ExternalUserID }),
	"language":         text(func(e *edit) *string { return &e.user.Language }),
	"picture":          textLike(checkURL, func(e *edit) *string { return &e.user.Picture }),
	"birthday":         {checkBirthday, (*edit).setBirthday, func(e *edit) { e.user.Birthday = "" }},
	"status":           {checkStatus, (*edit).setStatus, nil},

	"name":    {checkName, (*edit).setName, func(e *edit) { e.user.Name = nil }},
	"address": {checkAddress, (*edit).setAddress, func(e *edit) { e.user.Address = nil }},

	"username":            text(func(e *edit) *string { return &e.profile.Username }),
	"external_account_id": text(func(e *edit) *string { return &e.profile.ExternalAccountID }),
	"custom_app_data": {
		checkObject, (*edit).setCustomAppData, func(e *edit) { e.profile.CustomAppData = nil },
	},

	"custom_data":        {checkObject, (*edit).setCustomData, func(e *edit) { e.user.CustomData = nil }},
	"custom_user_fields": {checkCustomFields, (*edit).setCustomFields, (*edit).clearCustomFields},
}

// text is an attribute that is any string. The empty string unsets it [?].
func text(field func(*edit) *string) attribute {
	return textLike(checkString, field)
}

func textLike(check func(*edit, string, any) []string, field func(*edit) *string) attribute {
	return attribute{
		check: check,
		set:   func(e *edit, value any) { *field(e) = value.(string) },
		clear: func(e *edit) { *field(e) = "" },
	}
}
