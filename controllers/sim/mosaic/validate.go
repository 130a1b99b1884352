package mosaic

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"
)

var (
	// e164 is the form of every phone number [C]; the expression is [I].
	e164 = regexp.MustCompile(`^\+[1-9]\d{1,14}$`)
	// emailForm is deliberately simple: the vendor's rule is [?].
	emailForm = regexp.MustCompile(`^[^@\s]+@[^@\s]+$`)
)

// The lengths of name and address members, in characters (Users OpenAPI, ApiUser: `maximum`).
const (
	maxShort  = 30
	maxStreet = 150
)

var (
	nameMembers    = []string{"title", "first_name", "last_name", "middle_name"}
	addressMembers = []string{"country", "state", "city", "street_address", "postal_code", "type"}
	addressTypes   = []string{"Home", "Work", "Other"}
)

// check says everything that is wrong with an update, by member in alphabetical order.
func (e *edit) check(body Object) []string {
	var bad []string
	for _, name := range sortedKeys(body) {
		bad = append(bad, e.checkMember(name, body[name])...)
	}
	return bad
}

func (e *edit) checkMember(name string, value any) []string {
	a, known := attributes[name]
	switch {
	case !known && e.knobs.UnknownField == Reject:
		return []string{"property " + name + " should not exist"}
	case !known:
		return nil
	case value != nil:
		return a.check(e, name, value)
	case e.knobs.Null == NullReject || e.knobs.Null != NullIgnore && a.clear == nil:
		return []string{name + " must not be null"}
	}
	return nil
}

func checkString(_ *edit, name string, value any) []string {
	return require(!notString(value), name+" must be a string")
}

func checkEmail(_ *edit, name string, value any) []string {
	email, ok := value.(string)
	return require(ok && emailForm.MatchString(email), name+" must be an email")
}

func checkPhone(_ *edit, name string, value any) []string {
	phone, ok := value.(string)
	return require(ok && e164.MatchString(phone), name+" must be a valid phone number")
}

func checkURL(_ *edit, name string, value any) []string {
	text, _ := value.(string)
	u, err := url.Parse(text)
	return require(err == nil && u.Scheme != "" && u.Host != "", name+" must be a URL address")
}

// checkBirthday takes a date and a date-time. [X] The request declares date-time, answers and search say YYYY-MM-DD.
func checkBirthday(_ *edit, name string, value any) []string {
	text, _ := value.(string)
	return require(isISODate(text), name+" must be a valid ISO 8601 date string")
}

func checkStatus(_ *edit, name string, value any) []string {
	known := slices.Contains([]any{string(StatusActive), string(StatusDisabled), string(StatusPending)}, value)
	return require(known, name+" must be one of the following values: Active, Disabled, Pending")
}

func checkObject(_ *edit, name string, value any) []string {
	_, ok := value.(Object)
	return require(ok, name+" must be an object")
}

func listOf(check func(*edit, string, any) []string) func(*edit, string, any) []string {
	return func(e *edit, name string, value any) []string {
		list, ok := value.([]any)
		bad := require(ok, name+" must be an array")
		for _, item := range list {
			bad = append(bad, check(e, "each value in "+name, item)...)
		}
		return bad
	}
}

func checkName(e *edit, name string, value any) []string {
	return e.checkMembers(name, value, nameMembers)
}

func checkAddress(e *edit, name string, value any) []string {
	bad := e.checkMembers(name, value, addressMembers)
	address, _ := value.(Object)
	kind, given := address["type"].(string)
	if given && !slices.Contains(addressTypes, kind) {
		bad = append(bad, name+".type must be one of the following values: Home, Work, Other")
	}
	return bad
}

// checkMembers checks an object whose members are strings of a bounded length.
func (e *edit) checkMembers(name string, value any, known []string) []string {
	object, ok := value.(Object)
	bad := require(ok, name+" must be an object")
	for _, member := range sortedKeys(object) {
		path := name + "." + member
		text, isText := object[member].(string)
		switch {
		case !slices.Contains(known, member):
			bad = append(bad, require(e.knobs.UnknownField == Ignore, "property "+path+" should not exist")...)
		case object[member] == nil:
			bad = append(bad, require(e.knobs.Null != NullReject, path+" must not be null")...)
		case !isText:
			bad = append(bad, path+" must be a string")
		case e.knobs.LengthCheck == On && utf8.RuneCountInString(text) > maxLength(member):
			bad = append(bad, fmt.Sprintf("%s must be shorter than or equal to %d characters", path, maxLength(member)))
		}
	}
	return bad
}

func maxLength(member string) int {
	if member == "street_address" {
		return maxStreet
	}
	return maxShort
}

// checkCustomFields lets everything pass on a tenant without the feature, which ignores the member.
func checkCustomFields(e *edit, name string, value any) []string {
	if e.schema == nil {
		return nil
	}
	fields, ok := value.(Object)
	if !ok {
		return require(false, name+" must be an object")
	}
	return e.schema.check(fields, e.knobs)
}

func isISODate(v string) bool {
	_, err := time.Parse(time.DateOnly, v)
	if err != nil {
		_, err = time.Parse(time.RFC3339, v)
	}
	return err == nil
}

func require(ok bool, message string) []string {
	if ok {
		return nil
	}
	return []string{message}
}
