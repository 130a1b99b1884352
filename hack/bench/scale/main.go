package main

import (
	"os"

	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

func main() {
	os.Exit(rig.Command(os.Args, os.Stdout, os.Stderr, &benchmark{}))
}
