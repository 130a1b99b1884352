package main

import (
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// showProfiles prints what is different about each user, and what was sent for it.
func (p printer) showProfiles(before, after profiles, writes []mosaic.Write) {
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
func (p printer) showWrites(id string, writes []mosaic.Write) {
	for _, write := range writes {
		if write.UserID != id {
			continue
		}
		text := "    sent: " + write.Method
		if write.Operation != mosaic.OpUpdate {
			text += " " + strings.ReplaceAll(string(write.Operation), "-", " ")
		}
		if len(write.Fields) > 0 {
			text += " " + strings.Join(write.Fields, ", ")
		}
		p.sayf("%s", text)
	}
}

// showChange prints what one write made of a user.
func (p printer) showChange(before, after profile, write mosaic.Write) {
	p.showProfiles(profiles{before}, profiles{after}, []mosaic.Write{write})
}

// showTraffic prints what all of it cost the vendor.
func (p printer) showTraffic(requests []mosaic.Request) {
	counts := map[string]int{}
	for _, request := range requests {
		if strings.HasSuffix(request.Path, "/token") {
			counts["token"]++
			continue
		}
		counts[request.Method]++
	}
	p.sayf("\nRequests to the vendor: %d for a token, %d GET, %d PUT, %d DELETE.",
		counts["token"], counts["GET"], counts["PUT"], counts["DELETE"])
}
