package adobe

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// ten commands that give a last name and a first name.
func ten() []target.Command {
	var commands []target.Command
	for n := range 10 {
		commands = append(commands, target.Command{
			Identifier: profile.Identifier{Type: profile.ByEmail, Value: fmt.Sprintf("user-%d@claimed-domain1.com", n)},
			RequestID:  fmt.Sprintf("9b2f7c1e-%d/3", n),
			Change: profile.Change{
				{Attribute: profile.FirstName, Action: profile.Set, Value: profile.Text("Jane")},
				{Attribute: profile.LastName, Action: profile.Set, Value: profile.Text(fmt.Sprintf("Roe-%d", n))},
			},
		})
	}
	return commands
}

func packed(tb testing.TB, t *Target, commands []target.Command) *batch {
	tb.Helper()
	b := &batch{}
	for _, c := range commands {
		wire, err := t.encode(c)
		if err != nil {
			tb.Fatal(err)
		}
		b.add(c, wire)
	}
	return b
}

// BenchmarkEncode writes the body of a full request.
func BenchmarkEncode(b *testing.B) {
	t, commands := New(Config{}).Federated, ten()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := json.Marshal(packed(b, t, commands).wire); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReport reads the answer to it: all well, and half of it refused in words that quote values.
func BenchmarkReport(b *testing.B) {
	var errors []string
	for n := range 5 {
		errors = append(errors, fmt.Sprintf(`{"index":%d,"step":0,"requestID":"9b2f7c1e-%d/3","errorCode":"error.user.nonexistent",`+
			`"message":"The user user-%d@claimed-domain1.com could not be found","user":"user-%d@claimed-domain1.com"}`, 2*n, 2*n, 2*n, 2*n))
	}
	for name, body := range map[string]string{
		"well": `{"completed":10,"notCompleted":0,"completedInTestMode":0,"result":"success"}`,
		"half": `{"completed":5,"notCompleted":5,"completedInTestMode":0,"result":"partial","errors":[` + strings.Join(errors, ",") + `]}`,
	} {
		b.Run(name, func(b *testing.B) {
			t := New(Config{}).Federated
			sent, answer := packed(b, t, ten()), transport.Answer{Status: 200, Body: []byte(body)}
			b.ReportAllocs()
			for b.Loop() {
				r, err := decodeReport(answer.Body)
				if err != nil {
					b.Fatal(err)
				}
				t.settled(sent, r, answer)
			}
		})
	}
}
