package v1alpha1_test

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// update rewrites the golden parts of testdata with what was seen. Look at the difference before you commit it.
var update = flag.Bool("update", false, "rewrite the golden parts of testdata")

func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	stopControlPlane()
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}
