package main

import (
	"bytes"
	"fmt"
	"testing"
)

func TestTranscript(t *testing.T) {
	var shown bytes.Buffer
	w := &transcript{to: &shown}
	_, _ = fmt.Fprintln(w, "one")
	if shown.Len() > 0 {
		t.Errorf("%q was shown before it was opened", shown.String())
	}
	w.open()
	_, _ = fmt.Fprintln(w, "two")
	if got, want := shown.String(), "one\ntwo\n"; got != want {
		t.Errorf("shown is %q, want %q", got, want)
	}
}
