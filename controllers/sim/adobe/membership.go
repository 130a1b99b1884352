package adobe

import (
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"
)

// membership adds a user to groups or removes them (UMAPI, ActionsCmds, add and remove).
type membership struct {
	op     Operation
	all    bool
	groups []string
	fields []string
}

// maxGroup is the length of a group's name (umapi-client.py).
const maxGroup = 255

// deprecated are the old names of the member group, with the code for a name that is there twice.
var deprecated = map[string]string{
	"group":                "error.command.add_remove.duplicate.group_list",
	"product":              "error.command.add_remove.duplicate.product_list",
	"productConfiguration": "error.command.add_remove.duplicate.product_list",
	"usergroup":            "error.command.add_remove.duplicate.usergroup_list",
}

func parseMembership(op Operation, params json.RawMessage, k Knobs) (action, []finding) {
	if all, ok := parseText(params); ok && all == "all" && op == OpRemove {
		return &membership{op: op, all: true}, nil
	}
	o, ok := parseObject(params)
	if !ok {
		return nil, []finding{{code: "error.command.add_remove.list", message: "Object or \"all\" expected in command: " + string(op)}}
	}
	if len(o) == 0 {
		return nil, []finding{{code: "error.command.add_remove.missing_list", message: "List missing in command: " + string(op)}}
	}
	ms := &membership{op: op, fields: o.names()}
	var findings []finding
	for i, m := range o {
		if _, twice := o[:i].get(m.name); twice && deprecated[m.name] != "" {
			findings = append(findings, finding{code: deprecated[m.name], message: "List is there twice: " + m.name})
			continue
		}
		findings = append(findings, ms.parse(m, k)...)
	}
	return ms, findings
}

func (ms *membership) parse(m member, k Knobs) []finding {
	list, ok := parseList(m.value)
	switch {
	case deprecated[m.name] == "":
		return []finding{{code: "error.command.add_remove.key.unknown", message: "Unknown key in command: " + m.name}}
	case !ok:
		return []finding{{code: "error.command.add_remove.list_not_array", message: "Array expected in command for field: " + m.name}}
	case len(list) == 0:
		return []finding{invalidGroups()}
	case len(list) > k.ListLimit:
		return []finding{listTooLong("Too many products, users or groups in Add or Remove", k.ListLimit)}
	}
	for _, raw := range list {
		name, ok := parseText(raw)
		if !ok {
			return []finding{invalidGroups()}
		}
		if utf8.RuneCountInString(name) > maxGroup {
			return []finding{{code: "error.command.add_remove.group_or_product_name_too_long", message: "Group name is too long"}}
		}
		ms.groups = append(ms.groups, name)
	}
	return warn(m.name)
}

// warn is the warning about an old name, in the words of UMAPI, ActionsRef; those for other names are [?].
func warn(name string) []finding {
	replacement := "group"
	switch name {
	case "group":
		return nil
	case "product":
		replacement = "productConfiguration"
	}
	message := fmt.Sprintf("'%s' command is deprecated. Please use %s.", name, replacement)
	return []finding{{code: CodeDeprecated, message: message, warning: true}}
}

func (ms *membership) apply(w *work) []finding {
	if findings := ms.unknown(w.server.groups); len(findings) > 0 {
		return findings
	}
	switch {
	case w.user == nil && w.uncreated && !w.testOnly:
		// user-sync.py 462 and 553.
		return []finding{{code: "error.user.not_found", message: "No valid users were found in the request"}}
	case w.user == nil:
		if missing := w.missing(); len(missing) > 0 {
			return missing
		}
		w.commit(ms.op, nil, ms.fields)
		return nil
	}
	edited := w.user.clone()
	for _, group := range ms.groups {
		edited.Groups = slices.DeleteFunc(edited.Groups, func(had string) bool { return had == group })
		if ms.op == OpAdd {
			edited.Groups = append(edited.Groups, group)
		}
	}
	if ms.all {
		edited.Groups = nil
	}
	w.commit(ms.op, edited, ms.fields)
	return nil
}

// unknown reports the groups that do not exist.
func (ms *membership) unknown(groups []string) []finding {
	var findings []finding
	for _, name := range ms.groups {
		if !slices.Contains(groups, name) {
			findings = append(findings, finding{code: "error.group.not_found", message: "Group " + name + " was not found"})
		}
	}
	return findings
}

func invalidGroups() finding {
	return finding{code: "error.group.invalid_list", message: "List of groups is empty or contains a null entry"}
}
