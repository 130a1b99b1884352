package adobe

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// listUsers is GET /v2/usermanagement/users/{orgId}/{page} (UMAPI, Get users in organization).
func (s *Server) listUsers(c *call) reply {
	return s.list(c, "", func(*User) bool { return true })
}

// listGroupUsers is the same of a group's members.
func (s *Server) listGroupUsers(c *call) reply {
	group := c.http.PathValue("groupName")
	if !slices.Contains(s.groups, group) {
		return pagedReply(http.StatusNotFound, "error.group.not_found", "Not found: Group "+group)
	}
	return s.list(c, group, func(u *User) bool { return slices.Contains(u.Groups, group) })
}

func (s *Server) list(c *call, group string, want func(*User) bool) reply {
	domain := c.http.URL.Query().Get("domain")
	var users []wireUser
	for _, u := range s.users.all(s.visible(c)) {
		if u.Status == StatusActive && want(u) && (domain == "" || strings.EqualFold(domain, u.Domain)) {
			users = append(users, wire(u, c.knobs))
		}
	}
	p, ok := newPaging(c, len(users))
	if !ok {
		return badPage()
	}
	rep := jsonReply(http.StatusOK, usersAnswer{
		LastPage: p.last, Result: "success", GroupName: group, Users: append([]wireUser{}, users[p.from:p.to]...),
		Extra: c.knobs.extra(),
	})
	p.total += c.knobs.TechnicalAccounts
	p.sign(rep.header)
	return rep
}

// listGroups is GET /v2/usermanagement/groups/{orgId}/{page} (UMAPI, Get groups), with names and counts only.
func (s *Server) listGroups(c *call) reply {
	p, ok := newPaging(c, len(s.groups))
	if !ok {
		return badPage()
	}
	users := s.users.all(s.visible(c))
	groups := []wireGroup{}
	for _, name := range s.groups[p.from:p.to] {
		group := wireGroup{Name: name}
		for _, u := range users {
			if slices.Contains(u.Groups, name) {
				group.MemberCount++
			}
		}
		groups = append(groups, group)
	}
	rep := jsonReply(http.StatusOK, groupsAnswer{LastPage: p.last, Result: "success", Groups: groups, Extra: c.knobs.extra()})
	p.sign(rep.header)
	return rep
}

// paging is a page of a list.
type paging struct {
	page, pages, total int
	from, to           int
	last               bool
}

// newPaging reads the page asked for: 0-based, beyond the last the last (UMAPI, Get users in organization).
func newPaging(c *call, total int) (paging, bool) {
	page, err := strconv.Atoi(c.http.PathValue("page"))
	if err != nil || page < 0 {
		return paging{}, false
	}
	size := c.knobs.PageSize
	p := paging{total: total, pages: max(1, (total+size-1)/size)}
	p.page = min(page, p.pages-1)
	p.to = min(total, (p.page+1)*size)
	p.from = p.page * size
	if p.page > 0 {
		p.from = max(0, p.from-c.knobs.PageOverlap)
	}
	p.last = p.page == p.pages-1
	return p, true
}

// sign adds the headers of a page.
func (p paging) sign(h http.Header) {
	for name, n := range map[string]int{
		"X-Total-Count": p.total, "X-Page-Count": p.pages, "X-Current-Page": p.page, "X-Page-Size": p.to - p.from,
	} {
		h.Set(name, strconv.Itoa(n))
	}
}

// badPage answers a page that is no number [?].
func badPage() reply {
	return pagedReply(http.StatusBadRequest, "error.command.malformed", "Bad page")
}
