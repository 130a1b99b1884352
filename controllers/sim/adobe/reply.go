package adobe

import (
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
)

// reply is an answer not yet sent: faults may still change it or keep it back.
type reply struct {
	status int
	header http.Header
	body   []byte
}

const (
	typeJSON = "application/json"
	typeHTML = "text/html; charset=utf-8"
)

func jsonReply(status int, body any) reply {
	text, err := json.Marshal(body)
	if err != nil {
		panic("adobe simulator: answer does not encode: " + err.Error())
	}
	return reply{status: status, header: http.Header{"Content-Type": {typeJSON}}, body: text}
}

func emptyReply(status int) reply {
	return reply{status: status, header: http.Header{}}
}

// The error bodies differ by who answers. The service itself has a result and a message (UMAPI, ActionsRef).
func resultReply(status int, code, message string) reply {
	return jsonReply(status, struct {
		Result  string `json:"result"`
		Message string `json:"message"`
	}{code, message})
}

// pagedReply is the same for lists (UMAPI, notFound).
func pagedReply(status int, code, message string) reply {
	return jsonReply(status, struct {
		LastPage bool   `json:"lastPage"`
		Result   string `json:"result"`
		Message  string `json:"message"`
	}{false, code, message})
}

// gatewayReply is the gateway's in front of it (UMAPI, throttling).
func gatewayReply(status int, code, message string) reply {
	return jsonReply(status, struct {
		Code    string `json:"error_code"`
		Message string `json:"message"`
	}{code, message})
}

// deprecatedReply is that of the deprecated group and product endpoints (UMAPI, badRequest and notFound).
func deprecatedReply(status int, code, message string) reply {
	return jsonReply(status, struct {
		Message string `json:"errorMessage"`
		Code    string `json:"errorCode"`
	}{message, code})
}

// oauthReply is that of the identity service (RFC 6749, 5.2).
func oauthReply(status int, code, description string) reply {
	return jsonReply(status, struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}{code, description})
}

// malformed is the answer to a body that is no list of commands. A production client in PHP has exactly this text [I].
func malformed() reply {
	return resultReply(http.StatusBadRequest, CodeMalformed, "Expected a valid JSON payload")
}

func userNotFound(name string) reply {
	return resultReply(http.StatusNotFound, "error.user.not_found", "User not found "+name)
}

func tooManyRequests() reply {
	return gatewayReply(http.StatusTooManyRequests, "429050", "Too many requests")
}

func unauthorized(k Knobs, paged bool) reply {
	const message = "Failed to authenticate provided token"
	switch {
	case k.Unauthorized == UnauthorizedGateway:
		return gatewayReply(http.StatusUnauthorized, "401013", "Oauth token is not valid")
	case k.Unauthorized == UnauthorizedResult && paged:
		return pagedReply(http.StatusUnauthorized, "error.unauthorized", message)
	case k.Unauthorized == UnauthorizedResult:
		return resultReply(http.StatusUnauthorized, "error.unauthorized", message)
	}
	rep := emptyReply(http.StatusUnauthorized)
	rep.header.Set("Content-Type", "*/*")
	rep.header.Set("WWW-Authenticate", `Bearer realm="JIL", error="invalid_token", error_description="The access token is invalid"`)
	return rep
}

func forbidden(k Knobs) reply {
	if k.Forbidden == ForbiddenEmpty {
		return emptyReply(http.StatusForbidden)
	}
	return gatewayReply(http.StatusForbidden, "403003", "Api Key is invalid")
}

// standard is the known error body of a status on this call's endpoint. 5xx are empty: so were the 504s of
// user-sync.py 515 and 672 [I].
func (c *call) standard(status int) reply {
	if c.route.bucket == bucketToken {
		return oauthReply(status, "server_error", http.StatusText(status))
	}
	switch status {
	case http.StatusBadRequest:
		return malformed()
	case http.StatusUnauthorized:
		return c.unauthorized()
	case http.StatusForbidden:
		return forbidden(c.knobs)
	case http.StatusNotFound:
		return userNotFound(c.http.PathValue("userString"))
	case http.StatusTooManyRequests:
		return tooManyRequests()
	}
	if status >= http.StatusInternalServerError {
		return emptyReply(status)
	}
	return gatewayReply(status, strconv.Itoa(status)+"000", http.StatusText(status))
}

func (r reply) send(w http.ResponseWriter) {
	maps.Copy(w.Header(), r.header)
	w.WriteHeader(r.status)
	// The client may be gone; there is nobody to tell.
	_, _ = w.Write(r.body)
}
