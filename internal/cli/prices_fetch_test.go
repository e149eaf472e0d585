package cli

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// run carries out a command line and returns its exit code and both streams.
func run(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = Run(&Env{Args: args, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }})
	return code, out.String(), errs.String()
}

// TestImportFromAServer: pages are followed, a busy server is asked again, and what
// is no list, cut off or elsewhere leaves nothing behind.
func TestImportFromAServer(t *testing.T) {
	page1, err := os.ReadFile("../../pricing/catalog/azure/testdata/page1.json")
	if err != nil {
		t.Fatal(err)
	}
	page2, err := os.ReadFile("../../pricing/catalog/azure/testdata/page2.json")
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	var srv *httptest.Server
	srv = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/busy":
			if asked++; asked == 1 {
				w.Header().Set("Retry-After", "0")
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			w.Write(page2)
		case "/pages":
			w.Write(bytes.Replace(page1, []byte("https://prices.azure.com:443"), []byte(srv.URL), 1))
		case "/html":
			w.Header().Set("Content-Type", "text/html")
			w.Write([]byte("<!doctype html><p>Sign in</p>"))
		case "/cut":
			w.Header().Set("Content-Length", "100000")
			w.Write(page2[:50])
		case "/away":
			http.Redirect(w, r, "https://example.org/list.json", http.StatusFound)
		default:
			w.Write(page2)
		}
	}))
	defer srv.Close()
	for _, tt := range []struct {
		path, vendor string
		ok           bool
		says         string
	}{
		{"/busy", "azure", true, "azure-"},
		{"/pages", "azure", true, "2 pages"},
		{"/html", "azure", false, ""},
		{"/away", "azure", false, "example.org"},
		{"/html", "aws", false, ""},
	} {
		dir := filepath.Join(t.TempDir(), "out")
		code, out, errs := run("prices", "import", tt.vendor, "--url", srv.URL+tt.path, "-o", dir)
		files, _ := filepath.Glob(filepath.Join(dir, "*.toml"))
		if (code == ExitOK) != tt.ok || (len(files) > 0) != tt.ok || !strings.Contains(out+errs, tt.says) {
			t.Errorf("%s%s: exit %d, %d files\n%s%s", tt.vendor, tt.path, code, len(files), out, errs)
		}
	}
	if asked != 2 {
		t.Errorf("the busy server was asked %d times", asked)
	}
}
