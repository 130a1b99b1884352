package main

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// update rewrites the golden files of testdata with what was seen. Look at the difference before you commit it.
var update = flag.Bool("update", false, "rewrite the golden files of testdata")

// asSandbox makes the test binary the sandbox, so that tests can start one as a process, with the race detector in it.
const asSandbox = "USERPROFILE_TEST_IS_SANDBOX"

func TestMain(m *testing.M) {
	if os.Getenv(asSandbox) != "" {
		os.Exit(command(os.Args, os.Stdout, os.Stderr))
	}
	flag.Parse()
	code := m.Run()
	// A watch of metadata that is stopped while it hands on an event leaves its goroutine behind (apimachinery,
	// watch.Filter): not ours to mend.
	if err := goleak.Find(goleak.IgnoreAnyFunction("k8s.io/apimachinery/pkg/watch.(*filteredWatch).loop")); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}
