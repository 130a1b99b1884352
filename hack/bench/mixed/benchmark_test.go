package main

import (
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	for name, tt := range map[string]struct {
		benchmark benchmark
		want      string
	}{
		"good":           {benchmark{backlog: 1300, objects: 20}, ""},
		"little backlog": {benchmark{backlog: 1299, objects: 20}, "--backlog"},
		"few objects":    {benchmark{backlog: 1300, objects: 19}, "--objects"},
	} {
		t.Run(name, func(t *testing.T) {
			err := tt.benchmark.check()
			if (err == nil) != (tt.want == "") || err != nil && !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("error %v, want one about %q", err, tt.want)
			}
		})
	}
}
