package mosaic

import (
	"reflect"
	"time"
)

// wire is the user as the API answers it (Users OpenAPI, ApiUser). What is unset is absent, never null; email and
// phones, strings in a request, are objects here; address carries an updated_at of the server's.
func (s *Server) wire(u *User, app string, k Knobs) Object {
	doc := s.wireFull(u, app, k)
	if k.HideUsername == On && !u.HasPassword {
		delete(doc, "username")
	}
	return doc
}

// wireFull is wire with what the API hides: what a write is compared by.
func (s *Server) wireFull(u *User, app string, k Knobs) Object {
	doc := Object{
		"user_id": u.ID, "status": string(u.Status), "created_at": u.CreatedAt, "updated_at": u.UpdatedAt,
	}
	profile := u.Apps[app]
	for name, value := range map[string]string{
		"status_changed_at":   dateTime(u.StatusChangedAt),
		"username":            profile.Username,
		"external_account_id": profile.ExternalAccountID,
		"external_user_id":    u.ExternalUserID,
		"birthday":            u.Birthday,
		"picture":             u.Picture,
		"language":            u.Language,
		"app_name":            s.apps[app].Name,
	} {
		if value != "" {
			doc[name] = value
		}
	}
	for name, value := range map[string]Object{
		"name":               u.Name,
		"address":            wireAddress(u),
		"custom_data":        u.CustomData,
		"custom_app_data":    profile.CustomAppData,
		"custom_user_fields": s.wireCustom(u, k),
	} {
		if len(value) > 0 {
			doc[name] = value
		}
	}
	wireContacts(doc, "email", u.Email, u.SecondaryEmails)
	wireContacts(doc, "phone_number", u.Phone, u.SecondaryPhones)
	for _, name := range u.Nulls {
		doc[name] = nil
	}
	return doc
}

func wireAddress(u *User) Object {
	if len(u.Address) == 0 {
		return nil
	}
	address := cloneObject(u.Address)
	address["updated_at"] = u.AddressUpdatedAt
	return address
}

// wireCustom is absent without the feature, also if the user has values (guides, manage user schema).
func (s *Server) wireCustom(u *User, k Knobs) Object {
	if s.schemaFor(k) == nil {
		return nil
	}
	return u.CustomUserFields
}

func wireContacts(doc Object, name string, primary *Contact, secondary []Contact) {
	if primary != nil {
		doc[name] = wireContact(name, *primary)
	}
	if len(secondary) == 0 {
		return
	}
	list := make([]any, len(secondary))
	for i, c := range secondary {
		list[i] = wireContact(name, c)
	}
	doc["secondary_"+name+"s"] = list
}

func wireContact(name string, c Contact) Object {
	contact := Object{"value": c.Value, name + "_verified": c.Verified}
	if !c.VerifiedAt.IsZero() {
		contact["verified_at"] = dateTime(c.VerifiedAt)
	}
	return contact
}

// dateTime is how JavaScript writes a date: UTC, with milliseconds.
func dateTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// serverOwned are the members no client sets.
var serverOwned = []string{"user_id", "created_at", "updated_at", "status_changed_at", "app_name"}

// differences are the members in which two wire forms differ, sorted, without those the server owns.
func differences(before, after Object) []string {
	all := Object{}
	for _, doc := range []Object{before, after} {
		for name := range doc {
			all[name] = nil
		}
	}
	for _, name := range serverOwned {
		delete(all, name)
	}
	var names []string
	for _, name := range sortedKeys(all) {
		was, had := before[name]
		is, has := after[name]
		if had != has || !reflect.DeepEqual(was, is) {
			names = append(names, name)
		}
	}
	return names
}
