package main

import (
	"fmt"
	"runtime/debug"
)

// version tells what a binary was built from, as the go command stamped it: the module's version, the commit and the
// version of Go. The module's version is that of the commit, with +dirty for a tree with changes. Where the go command
// saw no repository, the version is (devel) and the commit unknown.
func version(info *debug.BuildInfo) string {
	commit := "unknown"
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			commit = setting.Value
		}
	}
	return fmt.Sprintf("userprofile-operator %s, commit %s, %s", info.Main.Version, commit, info.GoVersion)
}
