package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// Policy is what may be done through a connection. The zero value allows everything.
type Policy struct {
	// Attributes that may be set or cleared; the name of a group stands for all in it. None given is all.
	Attributes []string

	// Domains that people may be in. None given is all.
	Domains []string
}

// PolicyError says what a policy does not allow, one sentence for each matter, without values.
type PolicyError struct {
	Problems []string
}

// Error joins the problems, the first ten of them.
func (e *PolicyError) Error() string { return joined(e.Problems) }

// Check holds what is wanted against the policy. It fails with a *PolicyError.
func (p Policy) Check(desired profile.Desired) error {
	var problems []string
	for _, attribute := range desired.Managed() {
		if p.allows(attribute) {
			continue
		}
		field := desired.Field(attribute)
		if slices.Contains(desired.Clear, attribute) {
			field = "spec.clear"
		}
		problems = append(problems, fmt.Sprintf("%s: the policy of the target does not allow updates to manage %s", field, attribute))
	}
	if len(p.Domains) > 0 {
		problems = append(problems, p.checkDomains(desired)...)
	}
	if len(problems) == 0 {
		return nil
	}
	return &PolicyError{Problems: problems}
}

func (p Policy) allows(attribute profile.Attribute) bool {
	group, _ := attribute.Group()
	return len(p.Attributes) == 0 || slices.Contains(p.Attributes, string(attribute)) ||
		group != "" && slices.Contains(p.Attributes, string(group))
}

// checkDomains lets nobody be named in a way that says nothing of their domain: it could be anybody.
func (p Policy) checkDomains(desired profile.Desired) []string {
	var problems []string
	switch domain, found := domainOf(desired.Identifier); {
	case !found:
		problems = append(problems, "spec.identifier: the policy of the target allows people of some domains only, and this "+
			"says nothing of theirs; name them by e-mail address")
	case !p.has(domain):
		problems = append(problems, "spec.identifier: the policy of the target does not allow people of this domain")
	}
	for _, attribute := range []profile.Attribute{profile.Email, profile.Username, profile.SecondaryEmails} {
		for _, address := range textsOf(desired.Set[attribute]) {
			if domain, found := afterAt(address); found && !p.has(domain) {
				problems = append(problems, fmt.Sprintf("%s: the policy of the target does not allow addresses of this domain",
					desired.Field(attribute)))
				break
			}
		}
	}
	return problems
}

func (p Policy) has(domain string) bool {
	return slices.ContainsFunc(p.Domains, func(allowed string) bool { return strings.EqualFold(allowed, domain) })
}

// domainOf is the domain of the person that an identifier finds, and whether it says.
func domainOf(who profile.Identifier) (string, bool) {
	switch {
	case who.Type == profile.ByUsername && who.Domain != "":
		return who.Domain, true
	case who.Type == profile.ByEmail || who.Type == profile.ByUsername:
		return afterAt(who.Value)
	default:
		return "", false
	}
}

func afterAt(address string) (string, bool) {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return "", false
	}
	return address[at+1:], true
}

func textsOf(value profile.Value) []string {
	if text, ok := value.Text(); ok {
		return []string{text}
	}
	members, _ := value.Texts()
	return members
}
