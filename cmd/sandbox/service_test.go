package main

import (
	"net"
	"strings"
	"testing"
)

func TestPortIsTaken(t *testing.T) {
	taken, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	for _, v := range vendors {
		_, err = serve(t.Context(), address{vendor: v, host: taken.Addr().String(), file: "target.yaml"})
		if err == nil {
			t.Fatal("two listen to one port")
		}
		for _, want := range []string{v.name, taken.Addr().String(), "target.yaml", "address already in use", "another sandbox"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q is not in the message: %v", want, err)
			}
		}
	}
}
