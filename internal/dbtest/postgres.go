// Package dbtest starts real PostgreSQL and ClickHouse servers for tests.
package dbtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// tool finds a program in the path or where Debian keeps it.
func tool(name, elsewhere string) string {
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	found, _ := filepath.Glob(elsewhere)
	if len(found) == 0 {
		return ""
	}
	return found[len(found)-1]
}

// unprivileged makes a command run as somebody whom PostgreSQL accepts: it
// refuses to run as root.
func unprivileged(t *testing.T, dir string) *syscall.SysProcAttr {
	t.Helper()
	attr := &syscall.SysProcAttr{}
	if os.Getuid() != 0 {
		return attr
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
		attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return attr
	}
	t.Skip("not run: PostgreSQL does not run as root and there is no other user")
	return nil
}

// debian is where Debian keeps the programs of PostgreSQL, out of the path.
const debian = "/usr/lib/postgresql/*/bin/"

// Password is that of every user of the servers here.
const Password = "s3cr3t"

// StartPostgres starts a real server on loopback and stops it with the test. The
// user is "sov".
func StartPostgres(t *testing.T, ports *Ports) (port int) {
	t.Helper()
	initdb, server := tool("initdb", debian+"initdb"), tool("postgres", debian+"postgres")
	if initdb == "" || server == "" {
		t.Skip("not run: no PostgreSQL server on this machine (Debian package postgresql)")
	}
	dir, err := os.MkdirTemp("", "sovcost-pg")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	attr := unprivileged(t, dir)
	pass, data := filepath.Join(dir, "pass"), filepath.Join(dir, "data")
	if err := os.WriteFile(pass, []byte(Password+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(initdb, "-D", data, "-U", "sov", "--pwfile", pass, "--auth=scram-sha-256", "--no-sync", "--locale=C", "--encoding=UTF8")
	cmd.SysProcAttr, cmd.Dir = attr, dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	port = ports.Free(t)
	var log strings.Builder
	run := exec.Command(server, "-D", data, "-p", strconv.Itoa(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "timezone=Asia/Tokyo")
	run.SysProcAttr, run.Dir, run.Stderr = attr, dir, &log
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = run.Process.Signal(syscall.SIGQUIT)
		_ = run.Wait()
	})
	for deadline := time.Now().Add(60 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		conn, err := pgx.Connect(context.Background(), PostgresAddress(port, Password))
		if err == nil {
			_ = conn.Close(context.Background())
			return port
		}
		if time.Now().After(deadline) {
			t.Fatalf("postgres is not ready after a minute: %v", err)
		}
	}
}

// PostgresAddress is an address with a password, for the test's own connection.
func PostgresAddress(port int, password string) string {
	return fmt.Sprintf("postgres://sov:%s@127.0.0.1:%d/postgres?sslmode=disable", password, port)
}
