package adobe

import "slices"

// work is a command being carried out.
type work struct {
	server   *Server
	call     *call
	cmd      *command
	testOnly bool
	// step is the current one. user is who the command is about, as the steps so far left them; nil for nobody.
	step int
	user *User
	// uncreated says that a create of this command failed.
	uncreated bool
}

// execute carries a command out and returns what there is to report. In test mode nothing changes, and a user who
// does not exist is no error (UMAPI, ActionsRef, Limitations of Test Mode).
func (s *Server) execute(c *call, cmd *command) []finding {
	if failed(cmd.findings) {
		return cmd.findings
	}
	findings := slices.Clone(cmd.findings)
	w := &work{server: s, call: c, cmd: cmd, testOnly: c.testOnly(), user: s.resolve(c, cmd.login)}
	for i, st := range cmd.steps {
		w.step = i
		found := w.run(st)
		for j := range found {
			found[j].step = i
		}
		findings = append(findings, found...)
		if failed(found) && c.knobs.AfterFailure == FailureStop {
			break
		}
	}
	return findings
}

// run carries a step out, or reports the faults that are due instead.
func (w *work) run(st step) []finding {
	var found []finding
	apply := true
	for _, f := range w.server.dueOn(w.call, w.cmd, st.op, false) {
		found = append(found, f.finding(w.cmd))
		apply = apply && (f.Applied || f.Warning)
	}
	if apply {
		found = append(found, st.run.apply(w)...)
	}
	return found
}

// resolve finds the user of a command as the last write left them. Under lag one who has just been created is not
// found yet (user-sync.py 609).
func (s *Server) resolve(c *call, l login) *User {
	u := s.users.find(s.claims.logins(l), s.users.Latest)
	if u == nil || s.users.Visible(u.ID, c.cutoff()) == nil {
		return nil
	}
	return u
}

// missing is the report on a user who is not there, none in test mode. Whether the domain is looked at before the user
// is [?]: one sample of UMAPI, ActionsRef has both codes for domains that look alike.
func (w *work) missing() []finding {
	l, knobs := w.cmd.login, w.call.knobs
	claims := w.server.claims
	unclaimed := !claims.foreign[l.owner()] && claims.directory(l.owner()) == nil
	switch {
	case l.adobeID && w.testOnly:
		return nil
	case l.adobeID:
		return []finding{{code: CodeNonexistent, message: "Adobe Id does not exist: " + l.name}}
	case claims.foreign[l.owner()] || unclaimed && knobs.UnclaimedUser == CodeNotClaimed:
		return []finding{notClaimed()}
	case w.testOnly:
		return nil
	default:
		return []finding{{code: CodeNonexistent, message: "User Id does not exist: " + l.name}}
	}
}

// commit makes edited the user, nil nobody, and journals the step.
func (w *work) commit(op Operation, edited *User, fields []string) {
	old, id := w.user, ""
	if old != nil {
		id = old.ID
	}
	if edited != nil && id == "" && !w.testOnly {
		edited.ID = w.server.newUserID()
		id = edited.ID
	}
	write := Write{
		Seq: w.call.seq, RequestID: w.call.requestID, Time: w.call.now, ClientID: w.call.client, TestOnly: w.testOnly,
		Index: w.cmd.index, Step: w.step, CommandID: w.cmd.requestID, Operation: op,
		User: w.cmd.login.name, UserID: id, Fields: fields, Sent: w.cmd.steps[w.step].sent,
	}
	if !w.testOnly {
		write.Changed = differences(old, edited)
		w.put(id, edited)
	}
	w.server.records.writes = append(w.server.records.writes, write)
}

// put stores the user as of now.
func (w *work) put(id string, u *User) {
	w.user = u
	var r *record
	if u != nil {
		r = w.server.indexed(u)
	}
	if id != "" {
		w.server.users.Put(id, r, w.call.now, w.call.knobs.lag())
	}
}

// differences are the members in which two users differ, sorted by name; nil is a user without values.
func differences(old, edited *User) []string {
	before, after := User{}, User{}
	if old != nil {
		before = *old
	}
	if edited != nil {
		after = *edited
	}
	var names []string
	for _, m := range []struct {
		name  string
		equal bool
	}{
		{"country", before.Country == after.Country},
		{"domain", before.Domain == after.Domain},
		{"email", before.Email == after.Email},
		{"firstname", before.FirstName == after.FirstName},
		{"groups", slices.Equal(before.Groups, after.Groups)},
		{"lastname", before.LastName == after.LastName},
		{"username", before.Username == after.Username},
	} {
		if !m.equal {
			names = append(names, m.name)
		}
	}
	return names
}
