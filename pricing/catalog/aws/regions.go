package aws

import "strings"

// regionCodes maps the location names of price lists to region codes. Source:
// AWS documentation, "AWS Regions" table; the names are those of the location
// attribute, with "Europe" for the older spelling "EU".
var regionCodes = map[string]string{
	"US East (N. Virginia)": "us-east-1", "US East (Ohio)": "us-east-2",
	"US West (N. California)": "us-west-1", "US West (Oregon)": "us-west-2",
	"Africa (Cape Town)": "af-south-1", "Asia Pacific (Hong Kong)": "ap-east-1", "Asia Pacific (Taipei)": "ap-east-2",
	"Asia Pacific (Mumbai)": "ap-south-1", "Asia Pacific (Hyderabad)": "ap-south-2",
	"Asia Pacific (Singapore)": "ap-southeast-1", "Asia Pacific (Sydney)": "ap-southeast-2",
	"Asia Pacific (Jakarta)": "ap-southeast-3", "Asia Pacific (Melbourne)": "ap-southeast-4",
	"Asia Pacific (Malaysia)": "ap-southeast-5", "Asia Pacific (New Zealand)": "ap-southeast-6",
	"Asia Pacific (Thailand)": "ap-southeast-7", "Asia Pacific (Tokyo)": "ap-northeast-1",
	"Asia Pacific (Seoul)": "ap-northeast-2", "Asia Pacific (Osaka)": "ap-northeast-3",
	"Asia Pacific (Osaka-Local)": "ap-northeast-3",
	"Canada (Central)":           "ca-central-1", "Canada West (Calgary)": "ca-west-1",
	"Europe (Frankfurt)": "eu-central-1", "Europe (Zurich)": "eu-central-2", "Europe (Ireland)": "eu-west-1",
	"Europe (London)": "eu-west-2", "Europe (Paris)": "eu-west-3", "Europe (Stockholm)": "eu-north-1",
	"Europe (Milan)": "eu-south-1", "Europe (Spain)": "eu-south-2", "Israel (Tel Aviv)": "il-central-1",
	"Middle East (Bahrain)": "me-south-1", "Middle East (UAE)": "me-central-1", "Mexico (Central)": "mx-central-1",
	"South America (Sao Paulo)": "sa-east-1", "South America (São Paulo)": "sa-east-1",
	"AWS GovCloud (US)": "us-gov-west-1", "AWS GovCloud (US-West)": "us-gov-west-1",
	"AWS GovCloud (US-East)": "us-gov-east-1", "China (Beijing)": "cn-north-1", "China (Ningxia)": "cn-northwest-1",
}

// region gives the code for a location. code is the vendor's own code where the
// list carries one. A name that is not in the table stays as it is: better a
// long name than a wrong code.
func region(code, location string) string {
	if code != "" {
		return code
	}
	if rest, ok := strings.CutPrefix(location, "EU ("); ok {
		location = "Europe (" + rest
	}
	switch location {
	case "", "Any", "Global", "NA":
		return "*"
	}
	if c, ok := regionCodes[location]; ok {
		return c
	}
	return location
}
