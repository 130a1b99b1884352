package main

// showProfiles prints what is different about each user, and what was sent for it.
func (p printer) showProfiles(before, after profiles, writes []write) {
	for _, user := range after {
		old := before.by(user.id)
		lines := changes(old.leaves, user.leaves)
		p.sayf("%s (%s)", old.title(), user.id)
		for _, line := range lines {
			p.sayf("  %s", line)
		}
		if len(lines) == 0 {
			p.sayf("    nothing changed")
		}
		p.showWrites(user.id, writes)
	}
}

// showWrites prints the requests that changed the user.
func (p printer) showWrites(id string, writes []write) {
	for _, write := range writes {
		if write.userID == id {
			p.sayf("    sent: %s", write.sent)
		}
	}
}

// showChange prints what one write made of a user.
func (p printer) showChange(before, after profile, made write) {
	p.showProfiles(profiles{before}, profiles{after}, []write{made})
}
