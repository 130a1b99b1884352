package mosaic

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// equality is the one form of the search syntax the simulator understands: field eq "value".
var equality = regexp.MustCompile(`^\s*([A-Za-z0-9_.]+)\s+eq\s+"([^"]*)"\s*$`)

// searchable are the fields of the vendor's search (guides, SCIM search syntax); custom_app_data.* comes on top.
// username and custom_data are not among them.
var searchable = []string{
	"external_account_id", "external_user_id", "email", "phone_number", "secondary_emails", "secondary_phone_numbers",
	"last_auth", "created_at", "updated_at", "status", "birthday", "name.first_name", "name.middle_name",
	"name.last_name", "address.country",
}

// maxPageLimit is the largest page (Users OpenAPI); the default of 100 is [?].
const (
	maxPageLimit     = 5000
	defaultPageLimit = 100
)

// listUsers is GET /v1/users, oldest first: search and paging, without search_prefix and sorting.
func (s *Server) listUsers(c *call) reply {
	found, refusal, ok := s.search(c)
	if !ok {
		return refusal
	}
	offset, offsetOK := queryInt(c, "page_offset", 0)
	limit, limitOK := queryInt(c, "page_limit", defaultPageLimit)
	if !offsetOK || !limitOK || limit > maxPageLimit {
		return badRequest("page_offset and page_limit must be numbers, page_limit at most 5000")
	}
	from := min(offset, len(found))
	page := found[from:min(from+limit, len(found))]
	return jsonReply(http.StatusOK, Object{
		"total_count": len(found),
		"page_info":   Object{"page_offset": offset, "page_limit": limit},
		"result":      page,
	})
}

// countUsers is GET /v1/users/count.
func (s *Server) countUsers(c *call) reply {
	found, refusal, ok := s.search(c)
	if !ok {
		return refusal
	}
	return resultReply(http.StatusOK, Object{"user_count": len(found)})
}

// search is every user in reach that the query asks for, in wire form and never nil.
func (s *Server) search(c *call) ([]Object, reply, bool) {
	query := c.http.URL.Query()
	match, known := parseSearch(query.Get("search"))
	if !known || query.Has("search_prefix") {
		return nil, badRequest(`the simulator understands search=field eq "value" only`), false
	}
	found := []Object{}
	for _, u := range s.users.All(s.visible(c)) {
		if !c.grant.reaches(u) {
			continue
		}
		if doc := s.wire(u, c.grant.app, c.knobs); match(doc) {
			found = append(found, doc)
		}
	}
	return found, reply{}, true
}

func parseSearch(text string) (func(Object) bool, bool) {
	if text == "" {
		return func(Object) bool { return true }, true
	}
	parts := equality.FindStringSubmatch(text)
	if parts == nil {
		return nil, false
	}
	field, want := parts[1], parts[2]
	known := slices.Contains(searchable, field) || strings.HasPrefix(field, "custom_app_data.")
	return func(doc Object) bool { return hasValue(doc, strings.Split(field, "."), want) }, known
}

// hasValue follows a dotted path. An email or phone stands for its value, a list for each of its items.
func hasValue(value any, path []string, want string) bool {
	switch v := value.(type) {
	case Object:
		if len(path) == 0 {
			path = []string{"value"}
		}
		member, ok := v[path[0]]
		return ok && hasValue(member, path[1:], want)
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return hasValue(item, path, want) })
	}
	return len(path) == 0 && value != nil && fmt.Sprint(value) == want
}

func queryInt(c *call, name string, fallback int) (int, bool) {
	text := c.http.URL.Query().Get(name)
	if text == "" {
		return fallback, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 0
}
