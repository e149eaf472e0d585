package reports

// ChartKind says how a chart is drawn.
type ChartKind string

// The kinds of chart.
const (
	ChartLine    ChartKind = "line"    // points joined by straight lines
	ChartStep    ChartKind = "step"    // each value holds until the next point
	ChartTornado ChartKind = "tornado" // bars from low to high around a base value
)

// Chart is a picture described by its numbers. They are float64 because they
// are drawn, not signed: the exact figures stand in the tables.
type Chart struct {
	ID    string    `json:"id"`
	Title string    `json:"title"`
	Kind  ChartKind `json:"kind"`
	// X is the horizontal axis, Y the vertical one. A tornado draws its values
	// along X and has no Y.
	X Axis `json:"x"`
	Y Axis `json:"y"`
	// Curves belong to line and step charts.
	Curves []Curve `json:"curves,omitempty"`
	// Marks are crossings and other points worth naming.
	Marks []Mark `json:"marks,omitempty"`
	// Bars belong to a tornado, the widest first; Base is their common middle.
	Bars []Bar   `json:"bars,omitempty"`
	Base float64 `json:"base,omitempty"`
}

// Axis is a numeric axis.
type Axis struct {
	Title string `json:"title"`
	Unit  string `json:"unit,omitempty"`
	// Log draws a logarithmic axis; every value must then be above 0.
	Log bool `json:"log,omitempty"`
}

// Label is the axis title with its unit, e.g. "requests (per month)".
func (a Axis) Label() string {
	switch {
	case a.Unit == "":
		return a.Title
	case a.Title == "":
		return a.Unit
	}
	return a.Title + " (" + a.Unit + ")"
}

// Curve is one named line. Its points have ascending X; two points may share
// an X to say a jump.
type Curve struct {
	Label  string  `json:"label"`
	Points []Point `json:"points"`
}

// Point is one point of a curve.
type Point struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// Mark is a labelled point, e.g. a break-even load.
type Mark struct {
	Label string  `json:"label"`
	X     float64 `json:"x"`
	Y     float64 `json:"y"`
}

// Bar is one input of a tornado: the result at the input's low and high value.
type Bar struct {
	Label     string  `json:"label"`
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
	LowLabel  string  `json:"low_label,omitempty"`  // the input's low value, e.g. "10M"
	HighLabel string  `json:"high_label,omitempty"` // the input's high value
}
