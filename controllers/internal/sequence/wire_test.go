package sequence_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// question is one request as the story tells it.
type question struct {
	method, path string

	// commands are the request ids of those in it; only at Adobe.
	commands []string
}

// read looks at a request and leaves it as it was. A request may have ten commands, and no user twice.
func (w *wire) read(r *http.Request) question {
	q := question{method: r.Method, path: r.URL.Path}
	if r.Body == nil || w.vendor != "Adobe" || !strings.Contains(q.path, "/action/") {
		return q
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.world.Error(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	var commands []struct {
		User      string `json:"user"`
		RequestID string `json:"requestID"`
	}
	if err := json.Unmarshal(body, &commands); err != nil || len(commands) == 0 || len(commands) > 10 {
		w.world.Errorf("%d commands in one request: %v", len(commands), err)
	}
	seen := map[string]bool{}
	for _, command := range commands {
		if seen[strings.ToLower(command.User)] {
			w.world.Errorf("%s is twice in one request", command.User)
		}
		seen[strings.ToLower(command.User)] = true
		q.commands = append(q.commands, command.RequestID)
	}
	return q
}

func (q question) String() string {
	text := q.method + " " + q.path
	if len(q.commands) > 0 {
		text += fmt.Sprintf(" (%d: %s)", len(q.commands), strings.Join(q.commands, " "))
	}
	return text
}

// answered is an answer as the story tells it: with the counts, where it has some.
func answered(response *http.Response) string {
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err.Error()
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	text := fmt.Sprint(response.StatusCode)
	var counts struct {
		Completed    *int `json:"completed"`
		NotCompleted int  `json:"notCompleted"`
	}
	if json.Unmarshal(body, &counts) == nil && counts.Completed != nil {
		text += fmt.Sprintf(", %d completed, %d not", *counts.Completed, counts.NotCompleted)
	}
	return text
}
