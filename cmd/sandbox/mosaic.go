package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

//go:embed mosaic.json
var mosaicSeed []byte

var mosaicVendor = vendor{
	name:       "Mosaic",
	connection: "mosaic",
	urls:       []string{"url"},
	systems:    []string{"Mosaic"},
	seed:       mosaicSeed,
	simulate:   newTenant,
}

// tenant is a simulated tenant of Mosaic, seen by one of its applications.
type tenant struct {
	*mosaic.Server

	app string
}

func newTenant(seed []byte) (simulator, error) {
	planted, err := mosaic.LoadSeed(bytes.NewReader(seed))
	if err != nil {
		return nil, err
	}
	return &tenant{Server: mosaic.New(mosaic.Options{Seed: planted}), app: planted.Apps[0].ID}, nil
}

func (*tenant) what() string { return "a tenant" }

func (t *tenant) profiles() profiles {
	var all profiles
	for _, user := range t.Users() {
		raw, _ := t.Profile(user.ID, t.app)
		all = append(all, newProfile(user.ID, raw))
	}
	return all
}

func (t *tenant) writes() []write {
	var all []write
	for _, accepted := range t.Journal() {
		all = append(all, write{userID: accepted.UserID, sent: sentToMosaic(accepted)})
	}
	return all
}

func sentToMosaic(accepted mosaic.Write) string {
	text := accepted.Method
	if accepted.Operation != mosaic.OpUpdate {
		text += " " + strings.ReplaceAll(string(accepted.Operation), "-", " ")
	}
	if len(accepted.Fields) > 0 {
		text += " " + strings.Join(accepted.Fields, ", ")
	}
	return text
}

func (t *tenant) traffic() string {
	counts := map[string]int{}
	for _, request := range t.Requests() {
		if strings.HasSuffix(request.Path, "/token") {
			counts["token"]++
			continue
		}
		counts[request.Method]++
	}
	return fmt.Sprintf("%d for a token, %d GET, %d PUT, %d DELETE", counts["token"], counts["GET"], counts["PUT"], counts["DELETE"])
}
