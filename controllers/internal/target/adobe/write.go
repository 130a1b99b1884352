package adobe

import (
	"context"
	"fmt"
	"net/http"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// Write sends the commands in one request. What is no command for Adobe is left out of it and has its error at once.
//
// Adobe answers no users: Result.User is the user of the command, as it was.
func (t *Target) Write(ctx context.Context, commands []target.Command) []target.Result {
	if len(commands) > CommandsPerRequest {
		panic(fmt.Sprintf("adobe: %d commands in one Write, at most %d are possible", len(commands), CommandsPerRequest))
	}
	results := make([]target.Result, len(commands))
	sent := &batch{secrets: []string{t.clientID}}
	var positions []int
	for i, c := range commands {
		wire, err := t.encode(c)
		switch {
		case err != nil:
			results[i] = target.Result{User: c.User, Err: err}
		case c.Change.Empty():
			results[i] = target.Result{User: c.User}
		default:
			sent.add(c, wire)
			positions = append(positions, i)
		}
	}
	if len(positions) == 0 {
		return results
	}
	for n, result := range t.act(ctx, sent) {
		results[positions[n]] = result
	}
	return results
}

// act is the one POST.
func (t *Target) act(ctx context.Context, b *batch) []target.Result {
	path := "/action/" + segment(t.orgID)
	if t.schema.TestOnly {
		path += "?testOnly=true"
	}
	answer, err := t.ask(ctx, question{
		operation: updateUsers,
		method:    http.MethodPost,
		path:      path,
		body:      b.wire,
		secrets:   b.secrets,
	})
	if err != nil {
		return b.refused(err)
	}
	r, err := decodeReport(answer.Body)
	if err != nil {
		return b.refused(unreadable(answer, err))
	}
	return t.settled(b, r, answer)
}
