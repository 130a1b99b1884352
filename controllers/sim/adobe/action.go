package adobe

import (
	"encoding/json"
	"mime"
	"net/http"
	"strings"
)

// act is POST /v2/usermanagement/action/{orgId}: up to ten commands, each with its own outcome. Whatever is wrong with
// a single command is reported in a 200; only a request that is none at all is refused (UMAPI, ActionsRef).
func (s *Server) act(c *call) reply {
	entries, ok := c.entries()
	if !ok {
		return malformed()
	}
	if len(entries) > c.knobs.CommandsPerRequest {
		return tooManyCommands(c.knobs)
	}
	commands := make([]*command, len(entries))
	for i, entry := range entries {
		commands[i] = parseCommand(i, entry, c.knobs)
	}
	c.commands = len(commands)
	if status := s.refusal(c, commands); status != 0 {
		return c.standard(status)
	}
	t := tally{testOnly: c.testOnly(), knobs: c.knobs}
	for _, cmd := range s.ordered(commands, c.knobs) {
		t.add(cmd, s.execute(c, cmd))
	}
	return jsonReply(http.StatusOK, t.answer())
}

// entries are the commands of the body: a JSON array with at least one, all of them objects [I].
func (c *call) entries() ([]object, bool) {
	if contentType := c.http.Header.Get("Content-Type"); contentType != "" {
		// "Must be application/json" (UMAPI, contentTypeDescription). What happens otherwise is [?].
		if mediaType, _, err := mime.ParseMediaType(contentType); err != nil || mediaType != "application/json" {
			return nil, false
		}
	}
	if !json.Valid(c.body) {
		return nil, false
	}
	list, ok := parseList(c.body)
	if !ok || len(list) == 0 {
		return nil, false
	}
	entries := make([]object, len(list))
	for i, raw := range list {
		if entries[i], ok = parseObject(raw); !ok {
			return nil, false
		}
	}
	return entries, true
}

func tooManyCommands(k Knobs) reply {
	if k.TooManyCommands == TooManyEmpty {
		return emptyReply(http.StatusBadRequest)
	}
	return malformed()
}

// testOnly is read as Java reads a boolean, whatever its case: umapi-client.py sends its booleans as True.
func (c *call) testOnly() bool {
	return strings.EqualFold(c.http.URL.Query().Get("testOnly"), "true")
}

// ordered is the order in which commands are carried out. It never is guaranteed (UMAPI, ActionsCmds).
func (s *Server) ordered(commands []*command, k Knobs) []*command {
	if k.Order == OrderShuffled {
		s.random.Shuffle(len(commands), func(i, j int) { commands[i], commands[j] = commands[j], commands[i] })
	}
	return commands
}
