package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHostOf(t *testing.T) {
	for raw, want := range map[string]string{
		"http://127.0.0.1:18347":      "127.0.0.1:18347",
		"http://localhost:18347":      "localhost:18347",
		"http://[::1]:18347":          "[::1]:18347",
		"http://127.0.0.1":            "",
		"https://127.0.0.1:18347":     "",
		"http://127.0.0.1:18347/path": "",
		"http://10.0.0.1:18347":       "",
		"http://mosaic.example:18347": "",
		"http://127.0.0.1:port":       "",
		"":                            "",
	} {
		t.Run(raw, func(t *testing.T) {
			got, err := hostOf(raw)
			if got != want || (err == nil) != (want != "") {
				t.Errorf("got %q, %v; want %q", got, err, want)
			}
		})
	}
}

func TestAddressesOfSamples(t *testing.T) {
	const (
		region  = "{mosaic: {region: EU}}"
		one     = "{mosaic: {url: 'http://127.0.0.1:1'}}"
		two     = "{mosaic: {url: 'http://127.0.0.1:2'}}"
		adobes  = "{adobe: {orgID: a@AdobeOrg}}"
		three   = "{adobe: {orgID: a@AdobeOrg, url: 'http://127.0.0.1:3', imsURL: 'http://127.0.0.1:3'}}"
		tests   = "{adobe: {orgID: a@AdobeOrg, url: 'http://127.0.0.1:3', imsURL: 'http://127.0.0.1:3', testOnly: true}}"
		apart   = "{adobe: {orgID: a@AdobeOrg, url: 'http://127.0.0.1:3', imsURL: 'http://127.0.0.1:4'}}"
		without = "{adobe: {orgID: a@AdobeOrg, url: 'http://127.0.0.1:3'}}"
	)
	for name, tt := range map[string]struct {
		specs []string
		want  []string // vendors and where they are
		err   string   // part of the message
	}{
		"one url":                  {specs: []string{region, one}, want: []string{"Mosaic 127.0.0.1:1"}},
		"two vendors":              {specs: []string{three, one}, want: []string{"Mosaic 127.0.0.1:1", "Adobe 127.0.0.1:3"}},
		"two of one organization":  {specs: []string{three, tests}, want: []string{"Adobe 127.0.0.1:3"}},
		"one real, one not":        {specs: []string{one, adobes}, want: []string{"Mosaic 127.0.0.1:1"}},
		"two places":               {specs: []string{one, two}, err: "a.yaml has Mosaic at 127.0.0.1:1, and b.yaml at 127.0.0.1:2"},
		"none":                     {specs: []string{region, adobes}, err: "must have a ProfileTarget with a url"},
		"one elsewhere":            {specs: []string{"{mosaic: {url: 'https://mosaic.example'}}"}, err: "a.yaml: url is"},
		"no url":                   {specs: []string{one, "{mosaic: {url: 7}}"}, err: "b.yaml: "},
		"API and IMS apart":        {specs: []string{apart}, err: "a.yaml: url and imsURL"},
		"tokens from real Adobe's": {specs: []string{one, without}, err: "b.yaml: url and imsURL"},
	} {
		t.Run(name, func(t *testing.T) {
			var all samples
			for i, spec := range tt.specs {
				read, err := parseSample("# Outcome: created\nkind: ProfileTarget\nmetadata: {name: x}\nspec: " + spec + "\n")
				if err != nil {
					t.Fatal(err)
				}
				read.file = string("ab"[i]) + ".yaml"
				all = append(all, read)
			}
			addresses, err := all.addresses()
			if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
				t.Errorf("error is %v, want %q in it", err, tt.err)
			}
			var got []string
			for _, at := range addresses {
				got = append(got, at.vendor.name+" "+at.host)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
