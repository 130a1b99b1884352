// Package keyring seals what the operator has to remember but nobody else is to read, such as the e-mail address that a
// person was moved to, so that it can stand in the status of an object. The key is in a Secret that the operator makes
// for itself when it first needs one.
//
// It may import controller-runtime's client, nothing of ours.
//
//	sealed, err := keyring.Seal(ctx, "jane@acme.example", string(object.UID))
//	text, err := keyring.Open(ctx, sealed, string(object.UID))
//	if errors.Is(err, keyring.ErrLost) { … } // the key is gone
package keyring
