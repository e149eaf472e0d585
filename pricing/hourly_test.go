package pricing

import "testing"

func TestHourly(t *testing.T) {
	server := func(id, meters string) string {
		return "\n[[product]]\nid = \"" + id + "\"\nkind = \"vm\"\ntitle = \"" + id + "\"\nvcpu = \"2 vCPU\"\nmemory = \"8GB\"\n" + meters
	}
	meter := func(id, text string) string { return "[[product.meter]]\nid = \"" + id + "\"\n" + text }
	s := mechanism(t, server("flat", meter("a", "quantity = \"instance_time\"\nper = \"h\"\nprice = \"0.01\"\n"))+
		server("capped", meter("a", "quantity = \"instance_time\"\nper = \"h\"\nprice = \"0.01\"\ncap = \"6.24\"\ncap_times = \"instances\"\n"))+
		server("parts", meter("v", "quantity = \"instance_time * [2 vCPU]\"\nper = \"vCPU-h\"\nprice = \"0.017\"\n")+meter("m", "quantity = \"instance_time * [8 GB]\"\nper = \"GB-h\"\nprice = \"0.0025\"\n"))+
		server("month", meter("a", "quantity = \"instances * one_month\"\nper = \"month\"\nprice = \"7.3\"\n"))+
		server("gap", meter("a", "quantity = \"instance_time\"\nper = \"h\"\nprice = \"0.01\"\n")+meter("b", "status = \"unknown\"\n"))+
		server("more", "[[product.input]]\nname = \"seats\"\nunit = \"users\"\n"+meter("a", "quantity = \"instance_time * seats\"\nper = \"h\"\nprice = \"0.01\"\n")))
	for id, want := range map[string]string{"flat": "0.01", "capped": "0.0085479452", "parts": "0.054", "month": "0.01", "gap": "", "more": ""} {
		p, _ := s.Find(id)
		got := ""
		if n, ok := p.Hourly(); ok {
			got = n.Round(10).String()
		}
		if got != want {
			t.Errorf("%s: %q an hour, want %q", id, got, want)
		}
	}
}

func BenchmarkHourly(b *testing.B) {
	p, _ := example(b).Find("ccx13")
	for b.Loop() {
		p.Hourly()
	}
}
