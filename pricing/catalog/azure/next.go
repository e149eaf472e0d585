package azure

import "encoding/json"

// Next returns the address of the page after one, as fetch.Next wants it.
func Next(_ string, page []byte) (string, error) {
	var p struct{ NextPageLink string }
	err := json.Unmarshal(page, &p)
	return p.NextPageLink, err
}
