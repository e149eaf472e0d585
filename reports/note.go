package reports

// NoteLevel says how much a footnote matters.
type NoteLevel string

// The levels of a footnote.
const (
	NoteInfo    NoteLevel = "info"    // good to know
	NoteDefault NoteLevel = "default" // a value the scenario left out and the engine assumed
	NoteWarning NoteLevel = "warning" // the reader may be misled without it
)

// Note is a footnote that travels with the result.
type Note struct {
	// ID is what cells and rows refer to; unique in a report.
	ID string `json:"id"`
	// Level is info, default or warning.
	Level NoteLevel `json:"level"`
	// Text is the note in one sentence.
	Text string `json:"text"`
	// Reason says why a default was chosen; empty where nothing was chosen.
	Reason string `json:"reason,omitempty"`
	// Source is where a figure comes from, e.g. a URL with its date.
	Source string `json:"source,omitempty"`
	// Where is the place in the input, e.g. "webshop.toml:12:3 workload.memory".
	Where string `json:"where,omitempty"`
}
