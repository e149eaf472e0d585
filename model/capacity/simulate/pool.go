package simulate

import (
	"math/bits"
	"math/rand/v2"
)

// none marks the end of a list.
const none = int32(-1)

// list is a doubly linked list through arrays indexed by instance.
type list struct{ head, tail int32 }

// links are the arrays; every instance is in at most one list of a set of links.
type links struct{ prev, next []int32 }

func (k *links) grow() {
	k.prev, k.next = append(k.prev, none), append(k.next, none)
}

func (k *links) pushBack(l *list, i int32) {
	k.prev[i], k.next[i] = l.tail, none
	if l.tail == none {
		l.head = i
	} else {
		k.next[l.tail] = i
	}
	l.tail = i
}

func (k *links) remove(l *list, i int32) {
	if p := k.prev[i]; p == none {
		l.head = k.next[i]
	} else {
		k.next[p] = k.next[i]
	}
	if n := k.next[i]; n == none {
		l.tail = k.prev[i]
	} else {
		k.prev[n] = k.prev[i]
	}
}

// pool holds the instances that have room, ordered by the routing policy.
type pool struct {
	routing Routing
	links   *links
	lists   []list   // one per number of requests in the instance for Fullest and Emptiest, else one
	filled  []uint64 // bit k: list k is not empty
	picks   []int32  // Random: the members
	where   []int32  // Random: place of an instance in picks; else its list
	random  *rand.Rand
}

func newPool(routing Routing, concurrency int, k *links, random *rand.Rand) *pool {
	n := 1
	if routing == Fullest || routing == Emptiest {
		n = concurrency
	}
	p := &pool{routing: routing, links: k, lists: make([]list, n), filled: make([]uint64, (n+63)/64), random: random}
	for i := range p.lists {
		p.lists[i] = list{none, none}
	}
	return p
}

func (p *pool) grow() { p.where = append(p.where, none) }

// add puts instance i, which now has load requests, at the young end.
func (p *pool) add(i int32, load int) {
	if p.routing == Random {
		p.where[i] = int32(len(p.picks))
		p.picks = append(p.picks, i)
		return
	}
	k := 0
	if len(p.lists) > 1 {
		k = load
	}
	p.where[i] = int32(k)
	p.links.pushBack(&p.lists[k], i)
	p.filled[k>>6] |= 1 << (k & 63)
}

// drop takes instance i out, if it is in.
func (p *pool) drop(i int32) {
	k := p.where[i]
	if k == none {
		return
	}
	p.where[i] = none
	if p.routing == Random {
		last := p.picks[len(p.picks)-1]
		p.picks[k] = last
		p.picks = p.picks[:len(p.picks)-1]
		if last != i {
			p.where[last] = k
		}
		return
	}
	p.links.remove(&p.lists[k], i)
	if p.lists[k].head == none {
		p.filled[k>>6] &^= 1 << (k & 63)
	}
}

// choose is the instance the policy prefers, none when there is no room anywhere.
func (p *pool) choose() int32 {
	switch p.routing {
	case Random:
		if len(p.picks) == 0 {
			return none
		}
		return p.picks[p.random.IntN(len(p.picks))]
	case LeastRecent:
		return p.lists[0].head
	case Emptiest:
		for w, word := range p.filled {
			if word != 0 {
				return p.lists[w<<6+bits.TrailingZeros64(word)].tail
			}
		}
		return none
	case Fullest:
		for w := len(p.filled) - 1; w >= 0; w-- {
			if word := p.filled[w]; word != 0 {
				return p.lists[w<<6+63-bits.LeadingZeros64(word)].tail
			}
		}
		return none
	}
	return p.lists[0].tail
}
