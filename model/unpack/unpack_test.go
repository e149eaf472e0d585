package unpack

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/zstd"
)

func TestReader(t *testing.T) {
	text := strings.Repeat("a line\n", 50_000)
	var gz, zst bytes.Buffer
	g := gzip.NewWriter(&gz)
	z, err := zstd.NewWriter(&zst)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []io.WriteCloser{g, z} {
		if _, err := io.WriteString(w, text); err != nil || w.Close() != nil {
			t.Fatal(err)
		}
	}
	for name, packed := range map[string]string{"plain": text, "gzip": gz.String(), "zstd": zst.String(), "nothing": "", "a byte": "\x1f", "two gzips": gz.String() + gz.String()} {
		r, done, err := Reader(iotest.OneByteReader(strings.NewReader(packed)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := io.ReadAll(r)
		done()
		want := text
		switch name {
		case "nothing", "a byte":
			want = packed
		case "two gzips":
			want = text + text
		}
		if err != nil || string(got) != want {
			t.Errorf("%s: %d bytes, want %d; %v", name, len(got), len(want), err)
		}
	}
	for _, broken := range []string{"\x1f\x8b\x08", "\x1f\x8bxx"} {
		if _, _, err := Reader(strings.NewReader(broken)); err == nil {
			t.Errorf("%q was opened", broken)
		}
	}
	if _, _, err := Reader(iotest.ErrReader(io.ErrClosedPipe)); err != io.ErrClosedPipe {
		t.Errorf("%v", err)
	}
}
