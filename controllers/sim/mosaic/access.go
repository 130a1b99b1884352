package mosaic

import "slices"

// need is what an endpoint asks of its caller.
type need int

const (
	needNothing need = iota
	needRead
	needList
	needCreate
	needEdit
	needDelete
	needAdmin
)

// verbs are the words a permission may use for a need. [X] The Users OpenAPI writes users:edit, the guides'
// examples update:user; both spellings are accepted, the verb on either side of the colon.
func (n need) verbs() []string {
	switch n {
	case needRead:
		return []string{"read"}
	case needList:
		return []string{"list", "read"}
	case needCreate:
		return []string{"create"}
	case needEdit:
		return []string{"edit", "update"}
	case needDelete:
		return []string{"delete"}
	default:
		return nil
	}
}

// allows says whether the token may do what the endpoint needs. One of the listed permissions suffices [I].
func (g *grant) allows(n need, mode RoleMode) bool {
	if n == needAdmin {
		return g.management
	}
	if g.management || len(g.permissions) == 0 || mode == RoleNone {
		return true
	}
	nouns := []string{"users", "user", "apps", g.app}
	for _, verb := range n.verbs() {
		for _, noun := range nouns {
			if slices.Contains(g.permissions, noun+":"+verb) || slices.Contains(g.permissions, verb+":"+noun) {
				return true
			}
		}
	}
	return false
}

// reaches says whether the token sees the user at all: its app's users only, or everyone for an admin token. [X] One
// guide grants a client the whole tenant; a public client relies on the 404 after leaving the app.
func (g *grant) reaches(u *User) bool {
	if u == nil {
		return false
	}
	_, assigned := u.Apps[g.app]
	return assigned || g.management
}
