package sovereignty

import "testing"

func book(t testing.TB) *RuleBook {
	t.Helper()
	b, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEmbedded(t *testing.T) {
	b := book(t)
	if n := len(b.Rules()); n != 39 {
		t.Errorf("%d rows", n)
	}
	if n := len(b.Providers()); n != 27 {
		t.Errorf("%d providers", n)
	}
}
