// Package profile holds the values that the operator reasons with: who a person is (Identifier), what is known or
// wanted of them (Attribute, Value, Profile, Desired), what is to be changed (Change), and what came of it (Outcome).
//
// Values are personal data. Value and Identifier print as a placeholder under every formatting verb and in JSON, so that
// a stray log line shows none.
//
// It may import the standard library only. Everything in it is a value: nothing does I/O, and nothing is changed after
// it was made.
//
//	want := profile.Profile{profile.LastName: profile.Text("Roe")}
//	fmt.Println(want) // map[lastName:[redacted]]
package profile
