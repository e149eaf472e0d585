package warehouse

import (
	"strings"
	"testing"
)

func TestName(t *testing.T) {
	long := strings.Repeat("x", 63)
	for text, want := range map[string]string{"a": `"a"`, "_a1.B2": `"_a1"."B2"`, long: `"` + long + `"`} {
		id, err := ParseName(text, 2)
		if err != nil || id.Quoted(`"`) != want {
			t.Errorf("%q: %s, %v", text, id.Quoted(`"`), err)
		}
	}
	for _, text := range []string{"", ".", "a.", ".a", "a.b.c", "1a", "a b", `a"`, "a`", "a;b", "a'", "ä", "a-b", "a\x00", strings.Repeat("x", 64), "a\nb", "a/*"} {
		if id, err := ParseName(text, 2); err == nil {
			t.Errorf("%q accepted as %v", text, id)
		}
	}
}

func FuzzName(f *testing.F) {
	f.Add("public.requests")
	f.Add(`a"."b`)
	f.Fuzz(func(t *testing.T, text string) {
		id, err := ParseName(text, 2)
		if err == nil && strings.Trim(strings.ToLower(id.String()), "abcdefghijklmnopqrstuvwxyz0123456789_.") != "" {
			t.Errorf("%q accepted", text)
		}
	})
}

func TestOpenRefuses(t *testing.T) {
	for address, want := range map[string]string{
		"mysql://h/d":                        `scheme "mysql" is unknown; try postgres or clickhouse`,
		"clickhouse://u:s3cr3t@h/d":          "a password does not belong in an address",
		"postgres://u:s3cr3t@h/d":            "a password does not belong in an address",
		"postgres://h/d?password=s3cr3t":     "password does not belong in an address",
		"clickhouse://h/d?username=me":       "username does not belong in an address",
		"clickhouse://h/d?debug=1":           `"debug" in the address is unknown`,
		"clickhouse:///d":                    "has no host",
		"clickhouse://h/d;x":                 "is not a name",
		"clickhouse://h:\x00s3cr3t/d":        "the address cannot be read",
		"postgres://h:notaport/d?sslmode=no": "cannot be read",
	} {
		_, err := Open(address, func(string) string { return "" })
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("%s: error does not say %q: %v", address, want, err)
		}
	}
}
