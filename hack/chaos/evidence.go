package main

import "time"

// evidence is all that is judged and reported.
type evidence struct {
	people []person

	// states of the updates in the end, by name.
	states map[string]state

	// sightings are the errors that updates showed at any time.
	sightings []sighting

	// users in the end, by vendor and id.
	users map[vendorName]map[string]values

	// requests that the vendors have seen.
	requests map[vendorName]int

	// writes that the vendors accepted, in their order.
	writes []write

	// violations are requests above a vendor's quota.
	violations []violation

	// handovers are when a process ended that may have been the leader.
	handovers []time.Time

	// outages are when the control plane went away.
	outages []time.Time
}

// state is what an update says of itself.
type state struct {
	// current tells that it is about the present generation.
	current bool

	// ready is the status of that condition, reason is its reason.
	ready, reason string

	errors []complaint
}

// complaint is an error of an update.
type complaint struct {
	code, user string
}

// sighting is an error that an update showed, and the reason that it gave for not being Ready.
type sighting struct {
	complaint

	object, reason string
}

// write is a change of a user that a vendor accepted.
type write struct {
	vendor vendorName
	user   string
	values values
	at     time.Time

	// lost tells that a mishap had a hand in the answer, or that nobody was there to hear it.
	lost bool
}

// violation is a request above a quota.
type violation struct {
	vendor vendorName
	at     time.Time

	// quota it is above: Adobe counts reads and writes apart.
	quota string

	// request tells a person which one it was.
	request string
}
