package sql

import (
	"testing"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

func num(s string) exact.Num { return exact.MustParse(s) }

func quantity(t testing.TB, s string) unit.Quantity {
	t.Helper()
	q, err := unit.ParseQuantity(s)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// plans builds a function, a serverless container, a VM fleet and an
// orchestrated container on one week, and a query over four columns.
func plans(t testing.TB) (*formula.Graph, Query) {
	g := formula.New()
	given := func(key, q string) formula.Node { return g.Given(key, key, quantity(t, q)) }
	c := func(q string) formula.Node {
		return g.Leaf(formula.Assumed, q, quantity(t, q).Unit, formula.Leaf{Key: "const:" + q, Value: quantity(t, q).Value})
	}
	requests := given("requests", "30M requests")
	duration := given("duration", "120ms")
	memory := given("memory", "512MiB")
	discount := given("discount", "10%")

	slots := make([]exact.Num, 24)
	for i := range slots {
		slots[i], _ = exact.Frac(int64(10+i%8*(i%5)), 24*17)
	}
	share := g.Leaf(formula.Given, "share of the day", unit.None, formula.Leaf{Key: "share", Slots: slots})

	gibs, _ := unit.Parse("GiB-s")
	usd := quantity(t, "1 USD").Unit
	billed := g.RoundUp("billed duration", duration, c("1ms"))
	used := g.Product("used", requests, billed, memory, c("1 1/request")).As(gibs)
	tier := func(label, price string, band formula.Node) formula.Node {
		return g.Product(label, band, c(price)).As(usd)
	}
	function := g.Sum("function",
		tier("requests", "0.20 USD per 1M requests", g.Band("above free", requests, c("1M requests"), formula.Node{})),
		tier("first tier", "0.0000166667 USD/GiB-s", g.Band("to 6B", used, c("400000 GiB-s"), c("6000000000 GiB-s"))),
		tier("second tier", "0.000015 USD/GiB-s", g.Band("above 6B", used, c("6000000000 GiB-s"), formula.Node{})))

	perSecond := g.Quotient("rate", g.Product("in the slot", requests, share), c("109500 s"))
	busy := g.Product("busy", perSecond, duration, c("1 1/request"))
	tasks := g.Max("tasks", g.RoundUp("whole tasks", g.Quotient("needed", busy, c("0.7")), c("1")), c("2"))
	paid := g.Difference("paid share", c("1"), discount)
	serverless := g.Product("serverless", g.Total("task slots", tasks), c("109500 s"), c("0.04937 USD/h"), paid).As(usd)

	fleet := g.Max("fleet", g.RoundUp("whole machines", g.Quotient("needed", g.Peak("peak", busy), c("5.6")), c("1")), c("2"))
	vm := g.Product("vm", fleet, c("730h"), c("0.0832 USD/h"), paid).As(usd)

	size := &formula.Table{X: unit.None, Y: quantity(t, "1 USD").Unit, Mode: formula.StepUp, Points: []formula.Point{
		{X: num("4"), Y: num("73")}, {X: num("50"), Y: num("146")}, {X: num("400"), Y: num("292.5")}}}
	nodes := g.RoundUp("nodes", g.Quotient("nodes needed", tasks, c("7")), c("1"))
	control := g.Lookup("control plane", usd, g.Peak("peak nodes", nodes), size)
	orchestrated := g.Sum("orchestrated", control, g.Product("nodes paid", g.Total("node slots", nodes), c("109500 s"), c("0.1664 USD/h")).As(usd))
	if err := g.Err(); err != nil {
		t.Fatal(err)
	}
	return g, Query{Table: "w", Keys: []string{"id"}, Columns: []Column{
		{requests, "requests", 0, exact.Zero, num("100000000000")},
		{duration, "duration_ms", 1, num("0.1"), num("900000")},
		{memory, "memory_mib", 0, num("128"), num("10240")},
		{discount, "discount_percent", 2, exact.Zero, num("60")},
	}, Outputs: amounts(function, serverless, vm, orchestrated)}
}

// amounts asks for nodes to the cent, named by their labels.
func amounts(nodes ...formula.Node) []Output {
	var out []Output
	for _, n := range nodes {
		out = append(out, Output{Node: n, Name: n.Label(), Places: 2})
	}
	return out
}
