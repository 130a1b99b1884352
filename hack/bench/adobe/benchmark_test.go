package main

import (
	"strings"
	"testing"
	"time"
)

func TestCheck(t *testing.T) {
	for name, tt := range map[string]struct {
		edit func(*benchmark)
		want string
	}{
		"good":           {func(*benchmark) {}, ""},
		"the other":      {func(b *benchmark) { b.window = "fixed" }, ""},
		"too few":        {func(b *benchmark) { b.objects = 299 }, "--objects"},
		"too short":      {func(b *benchmark) { b.minute = 999 * time.Millisecond }, "--minute"},
		"between clocks": {func(b *benchmark) { b.minute = time.Second + 1 }, "--minute"},
		"no window":      {func(b *benchmark) { b.window = "" }, "--window"},
	} {
		t.Run(name, func(t *testing.T) {
			b := &benchmark{objects: 300, minute: time.Second, window: "sliding"}
			tt.edit(b)
			err := b.check()
			if (err == nil) != (tt.want == "") || err != nil && !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("error %v, want one about %q", err, tt.want)
			}
		})
	}
}
