package mosaic

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
)

// complaint is what the body of an error says.
type complaint struct {
	code    string
	message string

	// coded tells that the body has a member Mosaic's documents show for codes, also where the code is only the status.
	coded bool
}

// oauthError is the form of error codes in RFC 6749, 5.2, as against words such as Not Found.
var oauthError = regexp.MustCompile(`^[a-z_]+$`)

// readComplaint reads the shapes that Mosaic's documents show, and tells whether the body is a JSON object at all:
//
//	{"message": "…" | ["…"], "error_code": 404}                            Users, token
//	{"message": "…", "error_code": 409, "ts_error_code": "…"}              Users, create
//	{"message": "…", "error_code": "user_not_found"}                       Users, password
//	{"error": "invalid_client", "error_description": "…"}                  token (RFC 6749, 5.2)
//	{"schemas": "…", "status": 409, "detail": "…" | ["…"]}                 SCIM
//
// A body without a code may be a gateway's: {"message": "no Route matched"}.
func readComplaint(body []byte) (complaint, bool) {
	var said map[string]any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if decoder.Decode(&said) != nil {
		return complaint{}, false
	}
	oauth, _ := said["error"].(string)
	return complaint{
		code:    codeOf(said),
		message: messageOf(said),
		coded: said["ts_error_code"] != nil || said["error_code"] != nil || said["schemas"] != nil ||
			oauthError.MatchString(oauth),
	}, said != nil
}

// codeOf returns a code that says more than the status.
func codeOf(said map[string]any) string {
	for _, member := range []string{"ts_error_code", "error_code"} {
		if code, isText := said[member].(string); isText && code != "" {
			return code
		}
	}
	return ""
}

func messageOf(said map[string]any) string {
	for _, member := range []string{"message", "detail"} {
		if message := joined(said[member]); message != "" {
			return message
		}
	}
	parts := []string{joined(said["error"]), joined(said["error_description"])}
	return strings.Trim(strings.Join(parts, ": "), ": ")
}

// joined joins texts; whatever else is among them is left out.
func joined(data any) string {
	switch data := data.(type) {
	case string:
		return data
	case []any:
		var parts []string
		for _, member := range data {
			if part := joined(member); part != "" {
				parts = append(parts, part)
			}
		}
		return strings.Join(parts, "; ")
	default:
		return ""
	}
}
