package adobe

import (
	"bytes"
	"encoding/json"
	"strings"
)

// complaint is what the body of an error says.
type complaint struct {
	code    string
	message string
}

// readComplaint reads the shapes that were documented or seen, and tells whether the body is a JSON object at all:
//
//	{"result": "error.command.malformed", "message": "…"}                  UMAPI, ActionsRef; with "lastPage" in lists
//	{"error_code": "429050", "message": "…"}                               the gateway (UMAPI, throttling)
//	{"errorCode": "PLC_NOT_FOUND", "errorMessage": "…"}                    deprecated endpoints (UMAPI, badRequest)
//	{"error": "invalid_client", "error_description": "…"}                  token (RFC 6749, 5.2)
func readComplaint(body []byte) (complaint, bool) {
	var said map[string]any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if decoder.Decode(&said) != nil {
		return complaint{}, false
	}
	return complaint{
		code:    first(said, "result", "error_code", "errorCode", "error"),
		message: first(said, "message", "errorMessage", "error_description"),
	}, said != nil
}

// first returns the first member that has words.
func first(said map[string]any, members ...string) string {
	for _, member := range members {
		if words := joined(said[member]); words != "" {
			return words
		}
	}
	return ""
}

// joined joins texts; whatever else is among them is left out.
func joined(data any) string {
	switch data := data.(type) {
	case string:
		return data
	case json.Number:
		return data.String()
	case []any:
		var parts []string
		for _, item := range data {
			if part := joined(item); part != "" {
				parts = append(parts, part)
			}
		}
		return strings.Join(parts, "; ")
	default:
		return ""
	}
}
