package scaleway

import (
	"encoding/json"
	"net/url"
	"strconv"
)

// Next returns the address of the page after one, as fetch.Next wants it: the
// catalogue counts pages and ends with an empty one or with the total.
func Next(current string, page []byte) (string, error) {
	var p struct {
		Products []json.RawMessage `json:"products"`
		Total    int               `json:"total_count"`
	}
	if err := json.Unmarshal(page, &p); err != nil || len(p.Products) == 0 {
		return "", err
	}
	u, err := url.Parse(current)
	if err != nil {
		return "", err
	}
	q := u.Query()
	size, number := atLeast(q.Get("page_size"), len(p.Products)), atLeast(q.Get("page"), 1)
	if number*size >= p.Total {
		return "", nil
	}
	q.Set("page", strconv.Itoa(number+1))
	u.RawQuery = q.Encode()
	return u.String(), nil
}

func atLeast(text string, otherwise int) int {
	if n, err := strconv.Atoi(text); err == nil && n > 0 && n < 1_000_000 {
		return n
	}
	return otherwise
}
