// Package adobe simulates Adobe's User Management API (UMAPI) and the token endpoint of Adobe's identity service (IMS)
// on the wire: an http.Handler with users, directories, clients, tokens, quotas and faults. It reproduces what the
// vendor documents and what was recorded, gives every point on which the sources conflict or are silent a knob, and
// records every request and every accepted write, so that a test can prove what a client did.
//
// It imports the standard library only and nothing of this project: a simulator that shared code with the adapter
// would share its bugs. It starts no goroutine and takes its time from an injected clock.
//
//	sim := adobe.New(adobe.Options{Seed: adobe.BaseSeed()})
//	srv := httptest.NewServer(sim)
//	defer srv.Close()
//
// Comments cite the vendor's sources: "UMAPI" and a page, such as "UMAPI, ErrorRef", is the documentation at
// adobe-apiplatform.github.io/umapi-documentation; "umapi-client.py" and "user-sync.py" with a number are issues of
// the vendor's open-source clients. A behaviour marked [D] is documented, [R] was recorded, [I] was seen in an issue
// or in another client, and [?] is inferred. README.md lists the unconfirmed ones.
package adobe
