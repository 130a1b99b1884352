package delivery

// list is a doubly linked list, from which anything can be taken in no time wherever it stands.
type list[T any] struct {
	first, last *node[T]
}

type node[T any] struct {
	value      T
	prev, next *node[T]
}

// push adds a node at the end.
func (l *list[T]) push(n *node[T]) {
	n.prev, n.next = l.last, nil
	if l.last == nil {
		l.first = n
	} else {
		l.last.next = n
	}
	l.last = n
}

// pushFront adds a node at the beginning.
func (l *list[T]) pushFront(n *node[T]) {
	n.prev, n.next = nil, l.first
	if l.first == nil {
		l.last = n
	} else {
		l.first.prev = n
	}
	l.first = n
}

// remove takes out a node that is in the list.
func (l *list[T]) remove(n *node[T]) {
	if n.prev == nil {
		l.first = n.next
	} else {
		n.prev.next = n.next
	}
	if n.next == nil {
		l.last = n.prev
	} else {
		n.next.prev = n.prev
	}
	n.prev, n.next = nil, nil
}
