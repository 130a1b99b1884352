package mosaic

import (
	"slices"
	"time"
)

func (e *edit) setEmail(value any) {
	e.user.Email = e.primary(e.user.Email, value.(string))
}

func (e *edit) setPhone(value any) {
	e.user.Phone = e.primary(e.user.Phone, value.(string))
}

// primary is a new primary value, unverified until its owner or an admin verifies it (guides, update user primary
// email or phone). The same value again keeps its verification [?].
func (e *edit) primary(old *Contact, value string) *Contact {
	if old != nil && old.Value == value && e.knobs.ResendUnverifies == Off {
		return old
	}
	return &Contact{Value: value}
}

func (e *edit) setSecondaryEmails(value any) {
	e.user.SecondaryEmails = e.secondary(e.user.SecondaryEmails, value.([]any))
}

func (e *edit) setSecondaryPhones(value any) {
	e.user.SecondaryPhones = e.secondary(e.user.SecondaryPhones, value.([]any))
}

// secondary is the new list, without duplicates. Values that were there before keep their verification [I].
func (e *edit) secondary(old []Contact, values []any) []Contact {
	var list []Contact
	if e.knobs.Secondary == SecondaryAppend {
		list = slices.Clone(old)
	}
	for _, v := range values {
		value := v.(string)
		if indexOf(list, value) >= 0 {
			continue
		}
		contact := Contact{Value: value}
		if i := indexOf(old, value); i >= 0 {
			contact = old[i]
		}
		list = append(list, contact)
	}
	return list
}

// remove deletes a secondary value, false if it is none. A primary value is none.
func remove(list *[]Contact, value string) bool {
	i := indexOf(*list, value)
	if i < 0 {
		return false
	}
	*list = slices.Concat((*list)[:i], (*list)[i+1:])
	return true
}

// verify marks a primary or secondary value as verified and promotes it if asked, false if the user has no such
// value. The former primary is "overridden" (guides); whether it stays as a secondary value is [?].
func verify(primary **Contact, list *[]Contact, value string, promote, keepOld bool, now time.Time) bool {
	if *primary != nil && (*primary).Value == value {
		(*primary).confirm(now)
		return true
	}
	i := indexOf(*list, value)
	if i < 0 {
		return false
	}
	(*list)[i].confirm(now)
	if promote {
		promoted, old := (*list)[i], *primary
		remove(list, value)
		*primary = &promoted
		if keepOld && old != nil {
			*list = append(*list, *old)
		}
	}
	return true
}

// confirm verifies a value. The time of the first verification stays.
func (c *Contact) confirm(now time.Time) {
	if !c.Verified {
		c.Verified, c.VerifiedAt = true, now
	}
}

func indexOf(list []Contact, value string) int {
	return slices.IndexFunc(list, func(c Contact) bool { return c.Value == value })
}
