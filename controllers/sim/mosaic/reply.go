package mosaic

import (
	"encoding/json"
	"maps"
	"net/http"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/internal/faults"
)

// reply is an answer not yet sent: faults may still change it or keep it back.
type reply struct {
	status int
	header http.Header
	body   []byte
}

const (
	typeJSON = "application/json; charset=utf-8"
	typeHTML = "text/html; charset=utf-8"
)

func jsonReply(status int, body any) reply {
	text, err := json.Marshal(body)
	if err != nil {
		panic("mosaic simulator: answer does not encode: " + err.Error())
	}
	return reply{status: status, header: http.Header{"Content-Type": {typeJSON}}, body: text}
}

func emptyReply(status int) reply {
	return reply{status: status, header: http.Header{}}
}

// htmlReply looks like the page of the edge in front of the API.
func htmlReply(status int) reply {
	return reply{status: status, header: http.Header{"Content-Type": {typeHTML}}, body: faults.Page(status)}
}

// resultReply wraps what it answers, as every Users endpoint but the list does.
func resultReply(status int, result any) reply {
	return jsonReply(status, Object{"result": result})
}

// badRequest has an array as its message (Users OpenAPI, BadRequestHttpError).
func badRequest(messages ...string) reply {
	return jsonReply(http.StatusBadRequest, Object{"message": messages, "error_code": http.StatusBadRequest})
}

// failure is the shape of every other error: the message is a string (Users OpenAPI, NotFoundHttpError and
// ForbiddenHttpError; 401 as on other endpoints of the identity service; 429 [?]).
func failure(status int, message string) reply {
	return jsonReply(status, Object{"message": message, "error_code": status})
}

func invalidToken() reply { return failure(http.StatusUnauthorized, "Invalid token") }

func forbidden() reply { return failure(http.StatusForbidden, "Forbidden resource") }

func userNotFound() reply { return failure(http.StatusNotFound, "User not found") }

// identifierTaken is the answer to a clash. The text of ts_error_code is [?].
func identifierTaken(key ident, k Knobs) reply {
	message := key.label() + " already exists"
	if k.ConflictStatus == http.StatusBadRequest {
		return badRequest(message)
	}
	return jsonReply(http.StatusConflict, Object{
		"message": message, "error_code": http.StatusConflict, "ts_error_code": "identifier_is_taken",
	})
}

// tooLarge is the answer to custom data above the limit.
func tooLarge(message string, k Knobs) reply {
	if k.Oversize == http.StatusRequestEntityTooLarge {
		return failure(http.StatusRequestEntityTooLarge, message)
	}
	return badRequest(message)
}

// standard is the documented error body of a status.
func standard(status int) reply {
	switch status {
	case http.StatusBadRequest:
		return badRequest("Bad request")
	case http.StatusUnauthorized:
		return invalidToken()
	case http.StatusForbidden:
		return forbidden()
	case http.StatusNotFound:
		return userNotFound()
	case http.StatusConflict:
		return identifierTaken(ident{kind: byEmail}, Knobs{})
	case http.StatusInternalServerError:
		return failure(status, "Something went wrong - Internal server error")
	}
	return failure(status, http.StatusText(status))
}

func (r reply) send(w http.ResponseWriter) {
	maps.Copy(w.Header(), r.header)
	w.WriteHeader(r.status)
	// The client may be gone; there is nobody to tell.
	_, _ = w.Write(r.body)
}
