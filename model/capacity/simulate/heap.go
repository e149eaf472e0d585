package simulate

// departures is a four-way heap of times, the earliest first: half the depth of a binary heap, and the four children
// share a cache line.
type departures []float64

func (h *departures) push(t float64) {
	a := append(*h, t)
	i := len(a) - 1
	for i > 0 {
		parent := (i - 1) >> 2
		if a[parent] <= t {
			break
		}
		a[i] = a[parent]
		i = parent
	}
	a[i] = t
	*h = a
}

func (h *departures) pop() float64 {
	a := *h
	first := a[0]
	last := len(a) - 1
	t := a[last]
	a = a[:last]
	*h = a
	i := 0
	for {
		child := i<<2 + 1
		if child >= last {
			break
		}
		end := min(child+4, last)
		least, at := a[child], child
		for c := child + 1; c < end; c++ {
			if a[c] < least {
				least, at = a[c], c
			}
		}
		if least >= t {
			break
		}
		a[i] = least
		i = at
	}
	if last > 0 {
		a[i] = t
	}
	return first
}

// finish is the end of one request on one instance.
type finish struct {
	at       float64
	instance int32
}

// finishes is the same heap with the instance beside the time; equal times leave in the order they were pushed only by
// chance, which no figure depends on.
type finishes []finish

func (h *finishes) push(f finish) {
	a := append(*h, f)
	i := len(a) - 1
	for i > 0 {
		parent := (i - 1) >> 2
		if a[parent].at <= f.at {
			break
		}
		a[i] = a[parent]
		i = parent
	}
	a[i] = f
	*h = a
}

func (h *finishes) pop() finish {
	a := *h
	first := a[0]
	last := len(a) - 1
	f := a[last]
	a = a[:last]
	*h = a
	i := 0
	for {
		child := i<<2 + 1
		if child >= last {
			break
		}
		end := min(child+4, last)
		at := child
		for c := child + 1; c < end; c++ {
			if a[c].at < a[at].at {
				at = c
			}
		}
		if a[at].at >= f.at {
			break
		}
		a[i] = a[at]
		i = at
	}
	if last > 0 {
		a[i] = f
	}
	return first
}
