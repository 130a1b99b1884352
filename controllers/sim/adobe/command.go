package adobe

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// command is one entry of a request: a user and the steps to take (UMAPI, ActionsCmds).
type command struct {
	index     int
	login     login
	requestID string
	steps     []step
	// findings are about the form of the command. With an error among them nothing of it is carried out [I].
	findings []finding
}

// step is one action of a command.
type step struct {
	op  Operation
	run action
	// sent are the parameters, as they came.
	sent json.RawMessage
}

// action carries a step out, or in test mode checks whether it would succeed.
type action interface {
	apply(w *work) []finding
}

// maxString is the length of a user name, an identifier or a domain (UMAPI, ErrorRef, error.command.string.too_long).
const maxString = 250

// parseCommand reads an entry and notes everything that is wrong with its form.
func parseCommand(index int, entry object, k Knobs) *command {
	cmd := &command{index: index}
	for _, m := range entry {
		cmd.parseMember(m, k)
	}
	cmd.checkLogin(entry, k)
	if _, group := entry.get("usergroup"); group {
		cmd.steps = []step{{run: unavailable{}}}
		return cmd
	}
	cmd.parseSteps(entry, k)
	return cmd
}

func (cmd *command) parseMember(m member, k Knobs) {
	switch m.name {
	case "user", "usergroup":
		cmd.login.name = cmd.text(m, "error.command.string_expected")
	case "requestID":
		cmd.requestID = cmd.text(m, "error.command.string_expected")
	case "domain":
		cmd.login.domain = cmd.text(m, "error.command.domain.string_expected")
	case "useAdobeID":
		adobeID, ok := parseFlag(m.value)
		if !ok {
			cmd.complain(0, "error.command.boolean_expected", "Boolean expected in command for field: "+m.name)
		}
		cmd.login.adobeID = adobeID
	case "do":
	default:
		if k.UnknownField == Reject {
			cmd.complain(0, "error.command.illegal_entry", "Illegal entry in command: "+m.name)
		}
	}
}

// text is a member that has to be a string of some length at most.
func (cmd *command) text(m member, code string) string {
	text, ok := parseText(m.value)
	switch {
	case !ok:
		cmd.complain(0, code, "String expected in command for field: "+m.name)
	case utf8.RuneCountInString(text) > maxString:
		cmd.findings = append(cmd.findings, tooLong(m.name, maxString))
	}
	return text
}

// checkLogin looks at the user and the domain together: a user without an @ needs a domain (UMAPI, ErrorRef).
func (cmd *command) checkLogin(entry object, k Knobs) {
	_, user := entry.get("user")
	_, group := entry.get("usergroup")
	_, domain := entry.get("domain")
	switch {
	case !user && !group:
		cmd.complain(0, "error.command.user_usergroup.missing", "User or usergroup missing in command")
	case user && domain && isEmail(cmd.login.name) && k.DomainWithEmail == Reject:
		cmd.complain(0, "error.command.domain.must_be_used_with_nonemail_username", "Domain must be used with a non-email username")
	case user && !domain && cmd.login.name != "" && !isEmail(cmd.login.name):
		cmd.complain(0, "error.command.domain.missing", "Domain missing in command for user: "+cmd.login.name)
	}
}

func (cmd *command) parseSteps(entry object, k Knobs) {
	do, _ := entry.get("do")
	list, ok := parseList(do)
	if !ok || len(list) == 0 {
		cmd.complain(0, "error.command.steps.malformed", "Steps of command must be a list")
		return
	}
	for _, raw := range list {
		cmd.parseStep(raw, k)
	}
	if len(cmd.steps) > k.StepsPerCommand {
		cmd.findings = append(cmd.findings, listTooLong("Too many steps in command", k.StepsPerCommand))
	}
	cmd.checkSequence()
}

// parseStep reads the verbs of one step: one each, by convention.
func (cmd *command) parseStep(raw json.RawMessage, k Knobs) {
	verbs, ok := parseObject(raw)
	if !ok || len(verbs) == 0 {
		cmd.complain(len(cmd.steps), "error.command.steps.malformed", "Step of command must be an object")
	}
	for _, verb := range verbs {
		op := Operation(verb.name)
		run, findings := parseAction(op, verb.value, k)
		for _, f := range findings {
			f.step = len(cmd.steps)
			f.form = strings.HasPrefix(f.code, "error.command.")
			cmd.findings = append(cmd.findings, f)
		}
		cmd.steps = append(cmd.steps, step{op: op, run: run, sent: verb.value})
	}
}

// checkSequence: at most one create, as the first step, and a removeFromOrg as the last (UMAPI, ErrorRef).
func (cmd *command) checkSequence() {
	creates := 0
	for i, st := range cmd.steps {
		_, create := creating[st.op]
		switch {
		case create && creates > 0:
			cmd.complain(i, "error.command.create.more_than_one", "Only one create step is allowed in a command")
		case create && i > 0:
			cmd.complain(i, "error.command.create.not_first", "Create must be the first step in a command")
		case st.op == OpRemoveFromOrg && i < len(cmd.steps)-1:
			cmd.complain(i, "error.command.removefromorg.not_last", "removeFromOrg must be the last step in a command")
		}
		if create {
			creates++
		}
	}
}

// complain notes an error of form.
func (cmd *command) complain(step int, code, message string) {
	cmd.findings = append(cmd.findings, finding{step: step, code: code, message: message, form: true})
}

// parseAction reads the parameters of a verb.
func parseAction(op Operation, params json.RawMessage, k Knobs) (action, []finding) {
	switch op {
	case OpUpdate:
		return parseUpdate(params, k)
	case OpAddAdobeID, OpCreateEnterpriseID, OpCreateFederatedID:
		return parseCreate(op, params)
	case OpAdd, OpRemove:
		return parseMembership(op, params, k)
	case OpRemoveFromOrg:
		return parseRemoval(params)
	default:
		return nil, []finding{{code: "error.command.step.unknown", message: "Unknown step in command: " + string(op)}}
	}
}

// unavailable stands for the commands of user groups, which are not simulated.
type unavailable struct{}

func (unavailable) apply(*work) []finding {
	return []finding{{code: "error.api.not_available", message: "User group commands are not simulated"}}
}
