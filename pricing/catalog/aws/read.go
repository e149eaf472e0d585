// Package aws reads the price lists of Amazon Web Services: bulk offer files in
// JSON and CSV, Savings Plan files in JSON and CSV, the output of the Price List
// Query API, the feeds behind the pricing pages, and the indexes that name other
// files.
package aws

import (
	"context"
	"encoding/json"
	"io"
	"strings"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/feed"
)

// OfferURL is the pattern of the bulk offer files; {service} is an offer code
// such as AmazonEC2, {region} a region code. Source: AWS documentation, "Getting
// price list files manually".
const OfferURL = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/{service}/current/{region}/index.json"

// Read reads any AWS price list; it finds out which kind it is. A bulk offer is
// read in one pass: the products are kept in short form, the terms stream.
func Read(ctx context.Context, r io.Reader, opt catalog.Options, emit func(catalog.Row) error) (catalog.Counts, error) {
	src, in, err := catalog.Open(ctx, r, opt, emit)
	if err != nil {
		return in.Done(err)
	}
	if c := src.First(); c != '{' && c != '[' {
		return in.Done(readCSV(src, in))
	}
	l := &list{j: feed.NewJSON(src), in: in, texts: newTexts(), products: map[string]int32{}, plans: map[string]plan{}}
	err = l.j.Documents(l.document)
	if err == nil {
		l.unpriced()
	}
	return in.Done(err)
}

// document reads one JSON document: a list, or a page of the query API.
func (l *list) document(open json.Delim) error {
	if open == '[' {
		l.known = true
		return l.j.Elements(l.queryItem)
	}
	var found []string
	err := l.j.Members(func(key string) error {
		if len(found) < 12 {
			found = append(found, key)
		}
		return l.section(key)
	})
	if err == nil && !l.known {
		return l.j.Errorf("found the keys "+strings.Join(found, ", "),
			"not an AWS price list: none of products, terms, PriceList, regions, offers")
	}
	return err
}

// section reads one top-level member.
func (l *list) section(key string) (err error) {
	switch key {
	case "offerCode":
		l.offerCode, err = l.j.Text(key)
	case "version":
		l.version, err = l.j.Text(key)
	case "publicationDate":
		l.published, err = l.j.Text(key)
	case "products":
		l.known = true
		return l.either(key, l.bulkProducts, l.planProducts)
	case "terms":
		l.known = true
		err = l.j.Object(key, l.termSection)
		l.terms = true
	case "manifest":
		return l.manifest()
	case "regions":
		l.known = true
		return l.either(key, l.regions, func() error { return l.j.Elements(l.indexEntry) })
	case "offers", "versions":
		l.known = true
		return l.j.Object(key, func(string) error { return l.indexEntry() })
	case "PriceList":
		l.known = true
		return l.j.Array(key, l.queryItem)
	case "NextToken":
		return l.nextToken()
	default:
		err = l.j.Skip()
	}
	return err
}

// either enters an object or an array.
func (l *list) either(key string, object, array func() error) error {
	d, err := l.j.Open()
	switch {
	case err != nil:
		return err
	case d == '{':
		return object()
	case d == '[':
		return array()
	}
	return l.j.Errorf("", "%s: expected an object or an array", key)
}

// termSection reads OnDemand, Reserved or savingsPlan.
func (l *list) termSection(kind string) error {
	if kind == "savingsPlan" {
		return l.j.Array("terms."+kind, l.planTerm)
	}
	// The structure itself shows duplicates here, without a table of every price.
	l.in.TrustUnique()
	return l.bulkTerms(kind)
}

// indexEntry counts an entry of an index. It names a file and holds no price.
func (l *list) indexEntry() error {
	if err := l.in.Record(); err != nil {
		return err
	}
	l.in.Skip(SkipIndex)
	l.in.Warn("this is an index: import the files it names (currentVersionUrl, versionUrl) instead")
	return l.j.Skip()
}

// nextToken warns of pages that are not there.
func (l *list) nextToken() error {
	token, err := l.j.Text("NextToken")
	if err == nil && token != "" {
		l.in.Warn("the last page names a next one (NextToken): prices may be missing")
	}
	return err
}
