package factsheet

import (
	"strconv"
	"strings"
)

// JoinKey appends a key to the path of a table, quoted where TOML would need quotes.
func JoinKey(path, key string) string {
	if !isBare(key) {
		key = strconv.Quote(key)
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

// JoinIndex appends an array index, counted from 0, to the path of an array.
func JoinIndex(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

func isBare(key string) bool {
	if key == "" {
		return false
	}
	for i := 0; i < len(key); i++ {
		if !isBareByte(key[i]) {
			return false
		}
	}
	return true
}

func isBareByte(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}

// step is one part of a path: a key, or an index when key is "" and quoted is false.
type step struct {
	key   string
	index int
	isKey bool
}

// splitPath reads a path as JoinKey and JoinIndex write it. Whatever cannot be
// read ends the path: a position is then that of the part that could be.
func splitPath(path string) []step {
	var steps []step
	for path != "" {
		switch {
		case path[0] == '.':
			path = path[1:]
		case path[0] == '[':
			end := strings.IndexByte(path, ']')
			if end < 0 {
				return steps
			}
			i, err := strconv.Atoi(path[1:end])
			if err != nil || i < 0 {
				return steps
			}
			steps = append(steps, step{index: i})
			path = path[end+1:]
		case path[0] == '"':
			quoted, err := strconv.QuotedPrefix(path)
			if err != nil {
				return steps
			}
			key, err := strconv.Unquote(quoted)
			if err != nil {
				return steps
			}
			steps = append(steps, step{key: key, isKey: true})
			path = path[len(quoted):]
		default:
			end := strings.IndexAny(path, ".[")
			if end < 0 {
				end = len(path)
			}
			steps = append(steps, step{key: path[:end], isKey: true})
			path = path[end:]
		}
	}
	return steps
}
