// Package mosaic simulates the Transmit Security Mosaic Users API on the wire: an http.Handler with users, apps,
// clients, tokens, quotas and faults. It reproduces what the vendor documents, gives every point on which the
// documents conflict or are silent a knob, and records every request and every accepted write, so that a test can
// prove what a client did.
//
// It imports the standard library and what simulators share, below sim/internal, and nothing else of this project: a
// simulator that shared code with the adapter would share its bugs. It starts no goroutine and takes its time from an
// injected clock.
//
//	sim := mosaic.New(mosaic.Options{Seed: mosaic.BaseSeed()})
//	srv := httptest.NewServer(sim)
//	defer srv.Close()
//
// Comments cite the vendor's sources: "Users OpenAPI" is the OpenAPI document of the Users API, "guides" the
// developer guides at developer.transmitsecurity.com. A behaviour marked [C] is confirmed by such a source, [I] is
// inferred, [X] is one on which sources conflict and [?] is documented nowhere. README.md lists the unconfirmed ones.
package mosaic
