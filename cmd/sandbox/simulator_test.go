package main

import (
	"fmt"
	"net"
	"strings"
	"testing"
)

func TestNewAddress(t *testing.T) {
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
			got, err := newAddress(raw, "target.yaml")
			if got.host != want || (err == nil) != (want != "") {
				t.Errorf("got %q, %v; want %q", got.host, err, want)
			}
			if err != nil && !strings.Contains(err.Error(), "target.yaml") {
				t.Errorf("the error does not name the file: %v", err)
			}
		})
	}
}

func TestAddressOfSamples(t *testing.T) {
	target := func(url string) sample {
		s, err := parseSample(fmt.Sprintf("# Outcome: created\nkind: ProfileTarget\nmetadata: {name: x}\nspec: {mosaic: {url: %q}}\n", url))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	region, err := parseSample("# Outcome: created\nkind: ProfileTarget\nmetadata: {name: x}\nspec: {mosaic: {region: EU}}\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		samples samples
		want    string
	}{
		"one url":       {samples{region, target("http://127.0.0.1:1")}, "127.0.0.1:1"},
		"two":           {samples{target("http://127.0.0.1:1"), target("http://127.0.0.1:2")}, ""},
		"none":          {samples{region}, ""},
		"one elsewhere": {samples{target("https://mosaic.example")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := tt.samples.address()
			if got.host != tt.want || (err == nil) != (tt.want != "") {
				t.Errorf("got %q, %v; want %q", got.host, err, tt.want)
			}
		})
	}
}

func TestPortIsTaken(t *testing.T) {
	taken, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	_, err = startTenant(t.Context(), address{host: taken.Addr().String(), file: "target.yaml"})
	if err == nil {
		t.Fatal("two listen to one port")
	}
	for _, want := range []string{taken.Addr().String(), "target.yaml", "address already in use", "another sandbox"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in the message: %v", want, err)
		}
	}
}
