package model

import "strings"

// OnCluster is the runtime of containers whose nodes the customer pays.
const OnCluster = "container on a cluster"

// Runtime names what the option runs on, in words.
func (o *Option) Runtime() string {
	switch {
	case o.Nodes != nil:
		return OnCluster
	case o.Kind == "container":
		return "serverless container"
	case o.Kind == "vm":
		return "VM fleet"
	case o.Kind == "own":
		return "own hardware"
	}
	return o.Kind
}

// Place is where the option runs, "Geneva, CH"; a region with no other name than
// its country's is not said twice.
func (o *Option) Place() string {
	city := o.Sheet.City
	if city == "" {
		city = o.Region
	}
	if strings.EqualFold(city, o.Country) {
		return o.Country
	}
	return city + ", " + o.Country
}
