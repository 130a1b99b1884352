package main

import (
	"os"
	"runtime/debug"
)

// garbage is how much may pile up on the heap before it is collected, in per cent of what is in use there: half of Go's
// default. Most of the memory of an operator with many updates is what its first look at all of them left behind, and to
// collect twice as often costs a tenth more of processor time (docs/performance.md).
const garbage = 50

// boundGarbage does so unless the environment says otherwise.
func boundGarbage() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
}
