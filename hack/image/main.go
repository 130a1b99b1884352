package main

import (
	"debug/buildinfo"
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

func main() {
	binary := flag.String("binary", "", "the manager, built without cgo for linux")
	output := flag.String("output", "", "the archive to write")
	tag := flag.String("name", "userprofile-operator:unpublished", "name and tag of the image in the archive")
	flag.Parse()
	if err := run(*binary, *output, *tag); err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
}

func run(binary, output, tagName string) error {
	tag, err := name.NewTag(tagName)
	if err != nil {
		return err
	}
	platform, err := platformOf(binary)
	if err != nil {
		return err
	}
	manager, err := os.ReadFile(binary) //nolint:gosec // which it is told
	if err != nil {
		return err
	}
	image, err := build(manager, platform)
	if err != nil {
		return err
	}
	return tarball.WriteToFile(output, tag, image)
}

// platform is what a binary runs on.
type platform struct{ os, architecture string }

// platformOf a binary, which says itself what it was built for.
func platformOf(binary string) (platform, error) {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return platform{}, err
	}
	settings := map[string]string{}
	for _, setting := range info.Settings {
		settings[setting.Key] = setting.Value
	}
	switch {
	case settings["GOOS"] != "linux":
		return platform{}, fmt.Errorf("%s is for %s: build it with GOOS=linux", binary, settings["GOOS"])
	case settings["CGO_ENABLED"] != "0":
		return platform{}, errors.New(binary + " needs a libc, which the image has not: build it with CGO_ENABLED=0")
	}
	return platform{os: settings["GOOS"], architecture: settings["GOARCH"]}, nil
}
