package main

import "net/http"

// vendor is one that the sandbox simulates.
type vendor struct {
	// name is what people call it.
	name string

	// connection is the member of a ProfileTarget's spec that connects to it, and urls are those of the connection that
	// say where it is.
	connection string
	urls       []string

	// systems are those that updates name.
	systems []string

	// seed is its users at the start, in the simulator's own format.
	seed []byte

	simulate func(seed []byte) (simulator, error)
}

// vendors are all there are.
var vendors = []vendor{mosaicVendor, adobeVendor}

// simulator is what the sandbox shows of a simulated vendor.
type simulator interface {
	http.Handler

	// what it is for its customers, as people call it.
	what() string

	// profiles are its users as its API answers them, in the order of the seed.
	profiles() profiles

	// writes are those it accepted, in their order.
	writes() []write

	// traffic is what all of it cost, in a sentence.
	traffic() string
}

// write is what changed a user, or in a test would have.
type write struct {
	userID string

	// sent are the words for it: PUT name.
	sent string
}
