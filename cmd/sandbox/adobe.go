package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

//go:embed adobe.json
var adobeSeed []byte

var adobeVendor = vendor{
	name:       "Adobe",
	connection: "adobe",
	urls:       []string{"url", "imsURL"}, // the simulator is both
	systems:    []string{"AdobeEnterprise", "AdobeFederated"},
	seed:       adobeSeed,
	simulate:   newOrganization,
}

// organization is a simulated organization of Adobe.
type organization struct {
	*adobe.Server
}

func newOrganization(seed []byte) (simulator, error) {
	planted, err := adobe.LoadSeed(bytes.NewReader(seed))
	if err != nil {
		return nil, err
	}
	return &organization{Server: adobe.New(adobe.Options{Seed: planted})}, nil
}

func (*organization) what() string { return "an organization" }

func (o *organization) profiles() profiles {
	var all profiles
	for _, user := range o.Users() {
		raw, _ := o.Profile(user.ID)
		all = append(all, newProfile(user.ID, raw))
	}
	return all
}

func (o *organization) writes() []write {
	var all []write
	for _, accepted := range o.Journal() {
		all = append(all, write{userID: accepted.UserID, sent: sentToAdobe(accepted)})
	}
	return all
}

func sentToAdobe(accepted adobe.Write) string {
	text := string(accepted.Operation) + " " + strings.Join(accepted.Fields, ", ")
	if accepted.TestOnly {
		text += ", in test mode"
	}
	return text
}

// traffic counts commands apart from the requests that carry them: up to ten share one.
func (o *organization) traffic() string {
	var tokens, reads, actions, commands int
	for _, request := range o.Requests() {
		switch request.Path {
		case adobe.PathTokenV2, adobe.PathTokenV3:
			tokens++
		case adobe.PathAction:
			actions++
			commands += request.Commands
		default:
			reads++
		}
	}
	return fmt.Sprintf("%d for a token, %d to read a user, %d with %d commands", tokens, reads, actions, commands)
}
