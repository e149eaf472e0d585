// Package output writes a file whole or not at all: into a temporary file
// beside it, to the disk, and then under its name in one step. Whatever goes
// wrong before that step, the old file is as it was.
package output

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Write calls write with the new content's writer and puts the result at path.
//
// A link is followed and stays a link. A device or pipe, and a file that is open
// already (/dev/stdout), get the content once it is complete. An existing file keeps its permissions; one that
// is read-only is refused, although its folder would allow to replace it. Every
// error names the path, says what became of the old file and what to try.
//
// Note: replacing a file parts it from its other hard links, and an interrupted
// process can leave a file ".NAME.sovcost-N.tmp" behind; both are the price of
// never showing half a report.
func Write(path string, write func(io.Writer) error) error {
	target, old, err := inspect(path)
	if err != nil {
		return err
	}
	if old != nil && (!old.Mode().IsRegular() || open(path)) {
		return stream(path, write)
	}
	temp, err := create(target)
	if err != nil {
		return fail(path, old, err)
	}
	name := temp.Name()
	done := false
	defer func() {
		if !done {
			temp.Close()
			os.Remove(name)
		}
	}()
	if err := fill(temp, old, write); err != nil {
		return fail(path, old, err)
	}
	if err := os.Rename(name, target); err != nil {
		return fail(path, old, err)
	}
	done = true
	syncFolder(filepath.Dir(target))
	return nil
}

// inspect finds the file that path means and refuses what cannot be replaced;
// old is nil where there is none yet.
func inspect(path string) (target string, old fs.FileInfo, err error) {
	if path == "" {
		return "", nil, errors.New("output: the file name is empty; give one, e.g. report.json")
	}
	if old, err = os.Stat(path); err == nil && !old.IsDir() && (!old.Mode().IsRegular() || open(path)) {
		return path, old, nil // a pipe that is open has no name a link could be followed to
	}
	target, err = filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, linkErr := os.Lstat(path); linkErr == nil {
			return "", nil, fmt.Errorf("output %q: is a link to a file that does not exist; remove the link or name the file itself", path)
		}
		folder := filepath.Dir(path)
		if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
			return "", nil, fmt.Errorf("output %q: the folder %q does not exist; create it first", path, folder)
		}
		return path, nil, nil
	}
	if err != nil {
		return "", nil, fail(path, nil, err)
	}
	old, err = os.Stat(target)
	if err != nil {
		return "", nil, fail(path, nil, err)
	}
	if old.IsDir() {
		return "", nil, fmt.Errorf("output %q: is a folder; name a file in it, e.g. %s", path, filepath.Join(path, "report.xlsx or report.json"))
	}
	if old.Mode().IsRegular() {
		return target, old, writable(path, target, old)
	}
	return target, old, nil
}

// open reports whether the path names a file this process was given open, as
// /dev/stdout does: the file behind it is not to be replaced, for others write to
// it as well ("-o /dev/stdout >> log").
func open(path string) bool {
	for range 40 { // as many links as Linux follows
		folder, err := filepath.Abs(filepath.Dir(path))
		if err != nil {
			return false
		}
		if at, err := filepath.EvalSymlinks(folder); err == nil {
			folder = at
		}
		if folder == "/dev/fd" || strings.HasPrefix(folder, "/proc/") && filepath.Base(folder) == "fd" {
			return true
		}
		to, err := os.Readlink(path)
		if err != nil {
			return false
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(folder, to)
		}
		path = to
	}
	return false
}

// writable asks by permission bits, which also hold for root, and by opening,
// which also knows other owners and read-only disks.
func writable(path, target string, old fs.FileInfo) error {
	if old.Mode().Perm()&0o222 == 0 {
		return fail(path, old, errors.New("is read-only"))
	}
	f, err := os.OpenFile(target, os.O_WRONLY, 0)
	if err != nil {
		return fail(path, old, err)
	}
	return f.Close()
}

// create makes the temporary file beside the target: a rename works on one
// disk only. Its permissions are those any new file gets.
func create(target string) (*os.File, error) {
	folder, base := filepath.Split(target)
	var err error
	for n := range 100 {
		name := filepath.Join(folder, fmt.Sprintf(".%.100s.sovcost-%d.tmp", base, n))
		var f *os.File
		f, err = os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	return nil, err
}

// fill writes the content to the disk and closes the file.
func fill(temp *os.File, old fs.FileInfo, write func(io.Writer) error) error {
	out := bufio.NewWriterSize(temp, 1<<16)
	if err := write(out); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if old != nil {
		if err := temp.Chmod(old.Mode().Perm()); err != nil {
			return err
		}
	}
	if err := temp.Sync(); err != nil {
		return err
	}
	return temp.Close()
}

// stream writes to a device or pipe, which cannot be replaced, once the
// content is complete.
func stream(path string, write func(io.Writer) error) error {
	var content bytes.Buffer
	if err := write(&content); err != nil {
		return fmt.Errorf("output %q: %w; nothing was written", path, err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0) // behind what an open file has already
	if err != nil {
		return fmt.Errorf("output %q: %w; nothing was written", path, reason(err))
	}
	if _, err := f.Write(content.Bytes()); err != nil {
		f.Close()
		return fmt.Errorf("output %q: %w; a part may have been written", path, reason(err))
	}
	return f.Close()
}

// syncFolder makes the new name last through a power cut. A failure is not
// reported: the file is in place, and after a cut there is still a whole one.
func syncFolder(folder string) {
	if f, err := os.Open(folder); err == nil {
		_ = f.Sync()
		f.Close()
	}
}

// fail says where, what, what became of the old file and what to try.
func fail(path string, old fs.FileInfo, err error) error {
	state := "nothing was written"
	if old != nil {
		state = "the old file is unchanged"
	}
	hint := "choose another name with -o"
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		hint = "free some space or choose another disk with -o"
	case errors.Is(err, syscall.EROFS):
		hint = "the disk is read-only; choose another with -o"
	}
	return fmt.Errorf("output %q: %w; %s; %s", path, reason(err), state, hint)
}

// reason drops "open /path:" from a system error: the message names the path
// the user gave, once.
func reason(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}
