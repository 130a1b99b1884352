package main

import (
	"net/http"
)

// vendor is a simulator with the people in it.
type vendor interface {
	http.Handler

	// disturb begins the mishaps, calm ends them.
	disturb()
	calm()

	// mishaps are how often each has happened, by name.
	mishaps() map[string]int

	// testify adds what the simulator knows to the evidence.
	testify(e *evidence)
}
