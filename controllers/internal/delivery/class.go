package delivery

// class holds the jobs of one priority, a line for each namespace. The zero class is empty.
type class struct {
	// lines that are not empty, in the order of their turns.
	lines list[*line]
	named map[string]*line
	count int
}

// line holds the jobs of one namespace, in the order in which they came.
type line struct {
	jobs  list[*entry]
	place node[*line]
	count int
}

func (c *class) append(e *entry) {
	l := c.lineOf(e.job.Owner.Namespace)
	e.number = 0
	if l.jobs.last != nil {
		e.number = l.jobs.last.value.number + 1
	}
	l.jobs.push(&e.place)
	c.counted(l, 1)
}

func (c *class) prepend(e *entry) {
	l := c.lineOf(e.job.Owner.Namespace)
	e.number = 0
	if l.jobs.first != nil {
		e.number = l.jobs.first.value.number - 1
	}
	l.jobs.pushFront(&e.place)
	c.counted(l, 1)
}

// replace puts a job in the place of another of the same owner, who never changes namespaces.
func (c *class) replace(former, e *entry) {
	e.number, e.place = former.number, former.place
	e.place.value = e
	l := c.named[e.job.Owner.Namespace]
	if e.place.prev == nil {
		l.jobs.first = &e.place
	} else {
		e.place.prev.next = &e.place
	}
	if e.place.next == nil {
		l.jobs.last = &e.place
	} else {
		e.place.next.prev = &e.place
	}
}

func (c *class) remove(e *entry) {
	l := c.named[e.job.Owner.Namespace]
	l.jobs.remove(&e.place)
	c.counted(l, -1)
	if l.count == 0 {
		c.lines.remove(&l.place)
		delete(c.named, e.job.Owner.Namespace)
	}
}

// rotate puts the namespace behind the others.
func (c *class) rotate(namespace string) {
	if l := c.named[namespace]; l != nil {
		c.lines.remove(&l.place)
		c.lines.push(&l.place)
	}
}

// ahead estimates how many jobs of the class begin before this one: as many of each namespace as of its own. Jobs that
// left the line since are counted still, so it is too many rather than too few.
func (c *class) ahead(e *entry) int {
	own := c.named[e.job.Owner.Namespace]
	before := e.number - own.jobs.first.value.number
	ahead := min(before, own.count-1)
	for n := c.lines.first; n != nil; n = n.next {
		if n.value != own {
			ahead += min(before, n.value.count)
		}
	}
	return ahead
}

func (c *class) counted(l *line, n int) {
	l.count += n
	c.count += n
}

func (c *class) lineOf(namespace string) *line {
	l := c.named[namespace]
	if l != nil {
		return l
	}
	l = &line{}
	l.place.value = l
	if c.named == nil {
		c.named = map[string]*line{}
	}
	c.named[namespace] = l
	c.lines.push(&l.place)
	return l
}

// walk goes through the jobs of a class in the order of their turns: the first of each line, then the second of each,
// and so on.
type walk struct {
	// lines of which the first job is still to come.
	lines *node[*line]

	// round are the jobs of this round that are still to come, later those of the next.
	round, later []*node[*entry]
}

func (w *walk) next() *entry {
	switch {
	case w.lines != nil:
		first := w.lines.value.jobs.first
		w.lines = w.lines.next
		return w.pass(first)
	case len(w.round) == 0 && len(w.later) == 0:
		return nil
	case len(w.round) == 0:
		w.round, w.later = w.later, nil
	}
	job := w.round[0]
	w.round = w.round[1:]
	return w.pass(job)
}

func (w *walk) pass(job *node[*entry]) *entry {
	if job.next != nil {
		w.later = append(w.later, job.next)
	}
	return job.value
}
