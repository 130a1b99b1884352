package main

import (
	"testing"
	"time"
)

func TestProgress(t *testing.T) {
	lines := make(chan string, 100)
	p := newProgress(func(_ string, args ...any) {
		select {
		case lines <- args[2].(string):
		default:
		}
	}, time.Millisecond)
	defer p.stop()
	if got := <-lines; got != "loading packages" {
		t.Errorf("before the first package: got %q", got)
	}
	for _, chunk := range []string{"k8s.io/api/co", "re/v1\nk8s.io/api", "/apps/v1\n", "half"} {
		if _, err := p.Write([]byte(chunk)); err != nil {
			t.Fatal(err)
		}
	}
	waitFor(t, func() bool { return <-lines == "k8s.io/api/apps/v1" })
	if got, want := p.tail(), "k8s.io/api/core/v1\nk8s.io/api/apps/v1\nhalf"; got != want {
		t.Errorf("tail: got %q, want %q", got, want)
	}
}
