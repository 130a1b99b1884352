package mosaic

import (
	"encoding/json"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// BenchmarkDecodeUser reads a user with every member.
func BenchmarkDecodeUser(b *testing.B) {
	body := []byte(full)
	b.ReportAllocs()
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, err := decodeUser(body); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBody writes the body of an update that touches every object.
func BenchmarkBody(b *testing.B) {
	user, err := decodeUser([]byte(full))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := json.Marshal(bodyOf(user.Record.(record), touching)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSecrets collects what no message about that update may show.
func BenchmarkSecrets(b *testing.B) {
	user, err := decodeUser([]byte(full))
	if err != nil {
		b.Fatal(err)
	}
	command := target.Command{User: user, Change: touching}
	body := bodyOf(user.Record.(record), touching)
	b.ReportAllocs()
	for b.Loop() {
		textsIn(textsOf(command), body, 0)
	}
}

// BenchmarkJudge reads an error that quotes values of that user.
func BenchmarkJudge(b *testing.B) {
	user, err := decodeUser([]byte(full))
	if err != nil {
		b.Fatal(err)
	}
	asked := question{operation: updateUser, secrets: textsOf(target.Command{User: user, Change: touching}), unique: true}
	answer := transport.Answer{Status: 400, Body: []byte(`{"message":["email n@x.io is taken","last_name Doe is short"],"error_code":400}`)}
	b.ReportAllocs()
	for b.Loop() {
		_ = judge(answer, asked)
	}
}

var touching = profile.Change{
	{Attribute: profile.Email, Action: profile.Set, Value: profile.Text("n@x.io")},
	{Attribute: profile.LastName, Action: profile.Set, Value: profile.Text("Doe")},
	{Attribute: profile.City, Action: profile.Set, Value: profile.Text("Ulm")},
	{Attribute: "customAppData.tier", Action: profile.Set, Value: profile.JSON("silver")},
	{Attribute: "custom.tags", Action: profile.Clear},
}
