package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// cache is one directory per Kubernetes version below root. An entry appears
// there in one rename, complete, or not at all.
type cache struct {
	root    string
	version version
	say     say
}

// cacheRoot follows the XDG base directory specification, which tells programs
// to ignore a relative XDG_CACHE_HOME.
func cacheRoot(getenv func(string) string) (string, error) {
	base := getenv("XDG_CACHE_HOME")
	if !filepath.IsAbs(base) {
		home := getenv("HOME")
		if home == "" {
			return "", errors.New("neither XDG_CACHE_HOME nor HOME is set, so there is nowhere to cache the binaries")
		}
		base = filepath.Join(home, ".cache")
	}
	return filepath.Join(base, "userprofile-operator", "controlplane"), nil
}

// get returns the entry, which makeIn makes first if it is not there. makeIn
// gets a directory to work in and returns the one below it that is the entry.
func (c cache) get(ctx context.Context, makeIn func(work string) (string, error)) (string, error) {
	entry := filepath.Join(c.root, c.version.String())
	if len(missing(entry)) == 0 {
		return entry, nil
	}
	if err := os.MkdirAll(c.root, 0o755); err != nil {
		return "", err
	}
	unlock, err := c.lock(ctx)
	if err != nil {
		return "", err
	}
	defer unlock()
	if len(missing(entry)) == 0 { // another run made it while this one waited
		return entry, nil
	}
	if err := c.removeLeftovers(entry); err != nil {
		return "", err
	}

	work, err := os.MkdirTemp(c.root, c.partial(""))
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(work) }()
	made, err := makeIn(work)
	if err != nil {
		return "", err
	}
	return entry, os.Rename(made, entry)
}

// lock keeps other runs out of this version until the returned function is
// called. The kernel drops the lock of a process that dies.
func (c cache) lock(ctx context.Context) (func(), error) {
	path := filepath.Join(c.root, c.version.String()+".lock")
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	for told := false; ; told = true {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { _ = file.Close() }, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), file.Close())
		}
		if !told {
			c.say("waiting for another run that is making Kubernetes %s", c.version)
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(errors.New("interrupted"), file.Close())
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// removeLeftovers clears what killed runs and missing files have left. Only
// the holder of the lock may call it.
func (c cache) removeLeftovers(entry string) error {
	stale, err := filepath.Glob(filepath.Join(c.root, c.partial("*")))
	if err != nil {
		return err
	}
	for _, path := range append(stale, entry) {
		if err := os.RemoveAll(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (c cache) partial(suffix string) string {
	return c.version.String() + ".partial-" + suffix
}
