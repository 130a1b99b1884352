package delivery

import "iter"

// queue holds jobs of one lane that did not begin yet, at most one for each owner, and decides in which order they
// do: by priority, then one of each namespace in turn, then the one that has waited longest.
//
//	Change  ┌ people ── a ── b ── c        order: a, x, b, c, …
//	        └ sales ─── x                  (every tenth job is one of a lower priority)
//	Retry   ─ people ── d
//	Drift
type queue struct {
	classes     [priorities]class
	entries     map[string]*entry // by UID
	connections map[string]int    // how many jobs go through it

	// served counts the jobs taken.
	served int
}

func newQueue() *queue { return &queue{entries: map[string]*entry{}, connections: map[string]int{}} }

func (q *queue) len() int { return len(q.entries) }

// put adds a job. One of the same owner, which it follows, is replaced: in its place, unless the new one has a higher
// priority.
func (q *queue) put(e *entry) {
	former := q.entries[e.job.Owner.UID]
	q.enter(e)
	if former != nil {
		q.leave(former)
	}
	switch {
	case former == nil && e.seen != nil:
		q.classOf(e).prepend(e) // it had its turn when its user was looked at
	case former == nil:
		q.classOf(e).append(e)
	case e.job.Priority < former.job.Priority:
		q.classOf(former).remove(former)
		q.classOf(e).append(e)
	default:
		q.classOf(e).replace(former, e)
	}
}

// putBack returns a job that was taken, to where it was.
func (q *queue) putBack(e *entry) {
	q.enter(e)
	q.classOf(e).prepend(e)
}

func (q *queue) enter(e *entry) {
	q.entries[e.job.Owner.UID] = e
	q.connections[e.job.Connection]++
}

func (q *queue) leave(e *entry) {
	if q.entries[e.job.Owner.UID] == e {
		delete(q.entries, e.job.Owner.UID)
	}
	if q.connections[e.job.Connection]--; q.connections[e.job.Connection] == 0 {
		delete(q.connections, e.job.Connection)
	}
}

// remove takes the owner's job out, if there is one.
func (q *queue) remove(uid string) {
	if e := q.entries[uid]; e != nil {
		q.leave(e)
		q.classOf(e).remove(e)
	}
}

// take removes jobs that are about to begin. Their namespaces have had their turn.
func (q *queue) take(entries []*entry) {
	for _, e := range entries {
		q.remove(e.job.Owner.UID)
		q.classOf(e).rotate(e.job.Owner.Namespace)
		q.served++
	}
}

// inOrder yields the jobs in the order in which they would be taken. The queue must not change meanwhile.
func (q *queue) inOrder() iter.Seq[*entry] {
	return func(yield func(*entry) bool) {
		var walks [priorities]walk
		for i := range walks {
			walks[i].lines = q.classes[i].lines.first
		}
		for n := q.served; ; n++ {
			e := next(&walks, turn(n))
			if e == nil || !yield(e) {
				return
			}
		}
	}
}

func next(walks *[priorities]walk, order [priorities]Priority) *entry {
	for _, priority := range order {
		if e := walks[priority].next(); e != nil {
			return e
		}
	}
	return nil
}

// ahead estimates how many jobs begin before this one.
func (q *queue) ahead(e *entry) int {
	ahead := 0
	for higher := range e.job.Priority {
		ahead += q.classes[higher].count
	}
	return ahead + q.classOf(e).ahead(e)
}

func (q *queue) classOf(e *entry) *class {
	return &q.classes[min(max(e.job.Priority, Change), Drift)]
}
