// Package mosaic is the adapter to Transmit Security Mosaic: it finds users and updates them through the Users API
// (developer.transmitsecurity.com, Users OpenAPI). One call is one request; nothing is repeated, and nothing is sent
// that does not differ.
//
// It may import packages target, transport and profile, and the standard library.
//
//	url, _ := mosaic.BaseURL("EU")
//	t := mosaic.New(mosaic.Config{BaseURL: url, ClientID: id, ClientSecret: secret, B2C: true})
//	user, err := t.Read(ctx, target.Locator{Identifier: profile.Identifier{Type: profile.ByEmail, Value: email}})
package mosaic
