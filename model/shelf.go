package model

import (
	"slices"

	"github.com/sovcost/sovcost/pricing"
)

// shelf is a price sheet by id and by kind. A sheet may have thousands of plans:
// looking through all of them for each would take longer than pricing them.
type shelf struct {
	products map[string]*pricing.Product
	offered  map[string][]*pricing.Product // by kind, in sheet order
	unpriced map[string]*pricing.Product   // by kind, the first that is named without a price
	cheapest map[bool]*pricing.Product     // server, by whether it is a node of a cluster; nil where none carries an instance
}

// shelf is the sheet's, made once.
func (e *engine) shelf(s *pricing.Sheet) *shelf {
	if h := e.shelves[s]; h != nil {
		return h
	}
	h := &shelf{products: make(map[string]*pricing.Product, len(s.Products)), offered: map[string][]*pricing.Product{}, unpriced: map[string]*pricing.Product{}, cheapest: map[bool]*pricing.Product{}}
	for _, p := range s.Products {
		if h.products[p.ID] == nil {
			h.products[p.ID] = p
		}
		switch {
		case p.Status == pricing.Offered:
			h.offered[p.Kind] = append(h.offered[p.Kind], p)
		case h.unpriced[p.Kind] == nil:
			h.unpriced[p.Kind] = p
		}
	}
	e.shelves[s] = h
	return h
}

// servers are the sheet's machines: for a cluster also those that are sold only
// inside one.
func (h *shelf) servers(cluster bool) []*pricing.Product {
	if cluster {
		return slices.Concat(h.offered["kubernetes_node"], h.offered["vm"])
	}
	return h.offered["vm"]
}
