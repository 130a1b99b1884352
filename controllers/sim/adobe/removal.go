package adobe

import "encoding/json"

// removal takes a user out of the organization (UMAPI, ActionsCmds, removeFromOrg). With and without deleteAccount
// the user is gone from every read.
type removal struct {
	fields []string
}

func parseRemoval(params json.RawMessage) (action, []finding) {
	o, ok := parseObject(params)
	if !ok {
		return nil, []finding{{code: "error.command.object_not_empty", message: "Object expected in command: removeFromOrg"}}
	}
	for _, m := range o {
		if m.name != "deleteAccount" {
			return nil, []finding{{code: "error.command.object_not_empty", message: "Unknown key in command: " + m.name}}
		}
		if _, ok := parseFlag(m.value); !ok {
			return nil, []finding{{code: "error.command.boolean_expected", message: "Boolean expected in command for field: " + m.name}}
		}
	}
	return removal{fields: o.names()}, nil
}

func (r removal) apply(w *work) []finding {
	home := (*Directory)(nil)
	if w.user != nil {
		home = w.server.claims.home(w.user)
	}
	switch {
	case w.user == nil && w.call.knobs.MissingRemoval == OutcomeError:
		return w.missing()
	case w.user == nil:
		return nil
	case home != nil && home.Synced:
		return []finding{{code: "error.internal.removefromorg", message: "Could not remove user: " + w.user.Email}}
	}
	w.commit(OpRemoveFromOrg, nil, r.fields)
	return nil
}
