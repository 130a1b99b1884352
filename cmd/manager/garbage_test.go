package main

import (
	"runtime/debug"
	"testing"
)

func TestBoundGarbage(t *testing.T) {
	const before = 200
	for name, test := range map[string]struct {
		environment string
		want        int
	}{
		"by default":               {"", garbage},
		"as the environment wants": {"200", before},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("GOGC", test.environment)
			was := debug.SetGCPercent(before)
			boundGarbage()
			if got := debug.SetGCPercent(was); got != test.want {
				t.Errorf("%d %%, want %d", got, test.want)
			}
		})
	}
}
