package gcp

import (
	"encoding/json"
	"net/url"
)

// Next returns the address of the page after one, as fetch.Next wants it: the
// same address with the token of the page.
func Next(current string, page []byte) (string, error) {
	var p struct {
		Token string `json:"nextPageToken"`
	}
	if err := json.Unmarshal(page, &p); err != nil || p.Token == "" {
		return "", err
	}
	u, err := url.Parse(current)
	if err != nil {
		return "", err
	}
	q := u.Query()
	q.Set("pageToken", p.Token)
	u.RawQuery = q.Encode()
	return u.String(), nil
}
