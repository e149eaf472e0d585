package factsheet

// quickTable is a table that headers may reach; values of keys are only in values.
type quickTable struct {
	values map[string]any
	tables map[string]*quickTable
	lists  map[string]*quickTable // the last element of each list of tables
	dotted map[string]*quickTable // made by dotted keys, which no header may reach
	named  bool                   // by a header of its own
}

func newQuickTable() *quickTable { return &quickTable{values: map[string]any{}} }

// below is the table a header passes through, made where there is none; nil where
// the key is a value.
func (t *quickTable) below(key string) *quickTable {
	if sub := t.tables[key]; sub != nil {
		return sub
	}
	if last := t.lists[key]; last != nil {
		return last
	}
	if _, taken := t.values[key]; taken {
		return nil
	}
	if t.tables == nil {
		t.tables = map[string]*quickTable{}
	}
	sub := newQuickTable()
	t.tables[key], t.values[key] = sub, sub.values
	return sub
}

// table is the table a header names, nil where that is not for the first time.
func (t *quickTable) table(key string) *quickTable {
	if t.lists[key] != nil {
		return nil
	}
	sub := t.below(key)
	if sub == nil || sub.named {
		return nil
	}
	sub.named = true
	return sub
}

// element is a new element of a list of tables.
func (t *quickTable) element(key string) *quickTable {
	var list []map[string]any
	if t.lists[key] != nil {
		list = t.values[key].([]map[string]any)
	} else if _, taken := t.values[key]; taken {
		return nil
	}
	if t.lists == nil {
		t.lists = map[string]*quickTable{}
	}
	sub := newQuickTable()
	t.lists[key], t.values[key] = sub, append(list, sub.values)
	return sub
}

// dot is the table a dotted key passes through, nil where that is a value or was
// made otherwise.
func (t *quickTable) dot(key string) *quickTable {
	if sub := t.dotted[key]; sub != nil {
		return sub
	}
	if _, taken := t.values[key]; taken {
		return nil
	}
	if t.dotted == nil {
		t.dotted = map[string]*quickTable{}
	}
	sub := newQuickTable()
	t.dotted[key], t.values[key] = sub, sub.values
	return sub
}
