package mosaic

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// everywhere is what a status means whatever was asked. Other 4xx are TargetRefused; everything else, from redirects
// to 5xx, is TargetUnavailable.
var everywhere = map[int]profile.Kind{
	http.StatusUnauthorized:    profile.Denied,
	http.StatusForbidden:       profile.Forbidden,
	http.StatusRequestTimeout:  profile.TargetUnavailable,
	http.StatusTooEarly:        profile.TargetUnavailable,
	http.StatusTooManyRequests: profile.Throttled,
}

// meanings is what a status means for one operation.
//
// A lookup by custom identifier proves nothing by 400 or 404: so does also answer a tenant without that identifier, and
// a deployment without the endpoint. That a PUT can answer 409 is documented only for create and for SCIM on the same
// store; see also clash.
var meanings = map[operation]map[int]profile.Kind{
	getToken: {
		http.StatusBadRequest: profile.Denied, // token OpenAPI: 400 for credentials too
		http.StatusForbidden:  profile.Denied,
	},
	getUser: {
		http.StatusBadRequest: profile.InvalidSpec, // the value cannot be such an identifier
		http.StatusNotFound:   profile.UserNotFound,
	},
	getByIdentifier: {
		http.StatusBadRequest: profile.IdentifierUnresolved,
		http.StatusNotFound:   profile.IdentifierUnresolved,
	},
	updateUser: {
		http.StatusBadRequest:            profile.InvalidSpec,
		http.StatusNotFound:              profile.UserNotFound,
		http.StatusConflict:              profile.IdentifierTaken,
		http.StatusRequestEntityTooLarge: profile.InvalidSpec,
	},
	deleteContact: {
		http.StatusBadRequest: profile.InvalidSpec,
		http.StatusNotFound:   profile.UserNotFound,
	},
}

// sentences stand in where Mosaic gave no message. Each is a format of the status.
var sentences = map[profile.Kind]string{
	profile.InvalidSpec:          "the values were not accepted (HTTP %d)",
	profile.UserNotFound:         "there is no such user (HTTP %d)",
	profile.IdentifierUnresolved: "no user was found by the custom identifier (HTTP %d)",
	profile.IdentifierTaken:      "a unique value belongs to another user (HTTP %d)",
	profile.Denied:               "the credentials are not accepted (HTTP %d)",
	profile.Forbidden:            "the credentials do not allow this (HTTP %d)",
	profile.Throttled:            "too many requests (HTTP %d)",
	profile.TargetRefused:        "the request was refused (HTTP %d)",
	profile.TargetUnavailable:    "the service failed (HTTP %d)",
}

// clash recognizes a 400 for a value that belongs to another user; negated are messages about members that should not
// exist. The texts are documented nowhere, so this is asked only about requests that set a unique value.
var (
	clash   = regexp.MustCompile(`(?i)taken|already|exist|unique`)
	negated = regexp.MustCompile(`(?i)(not|n't|n’t) exist`)
)

// judge decides what an answer means that is no success: by its status, then by its code. It is the only place that
// does.
func judge(answer transport.Answer, q question) *target.Error {
	said, isObject := readComplaint(answer.Body)
	if !isCredible(answer, said, isObject) {
		if answer.Unread != nil {
			return unreadable(answer, answer.Unread)
		}
		return foreign(answer, q.operation)
	}
	e := errorOf(answer, kindOf(answer.Status, q.operation))
	if said.code != "" {
		e.Code = answer.Redact(said.code, q.secrets)
	}
	e.Message = answer.Redact(said.message, q.secrets)
	if e.Kind == profile.InvalidSpec && q.unique && clash.MatchString(negated.ReplaceAllString(e.Message, "")) {
		e.Kind = profile.IdentifierTaken
	}
	if e.Message == "" {
		e.Message = fmt.Sprintf(sentences[e.Kind], answer.Status)
	}
	return e
}

func kindOf(status int, asked operation) profile.Kind {
	if kind, found := meanings[asked][status]; found {
		return kind
	}
	if kind, found := everywhere[status]; found {
		return kind
	}
	if status/100 == 4 && asked != getToken {
		return profile.TargetRefused
	}
	return profile.TargetUnavailable
}

// isCredible tells whether the status is Mosaic's word. A gateway on the way may well refuse what is too large or too
// fast; but its page, or its 404 for a path it does not know, says nothing about a user.
func isCredible(answer transport.Answer, said complaint, isObject bool) bool {
	switch answer.Status {
	case http.StatusTooManyRequests, http.StatusRequestEntityTooLarge:
		return true
	case http.StatusUnauthorized, http.StatusForbidden:
		return isObject || answer.Empty()
	case http.StatusNotFound:
		return isObject && said.coded
	case http.StatusOK:
		return false // judged at all, it is a token answer without a token
	default:
		return isObject || answer.Status >= http.StatusInternalServerError
	}
}

// foreign is an answer that is not Mosaic's.
func foreign(answer transport.Answer, asked operation) *target.Error {
	e := errorOf(answer, profile.TargetUnavailable)
	endpoint := "the endpoint"
	if asked == getToken {
		endpoint = "the token endpoint"
	}
	e.Message = fmt.Sprintf("%s answered HTTP %d in a form that does not look like Mosaic; check the region or url of "+
		"the ProfileTarget", endpoint, answer.Status)
	return e
}

// unreadable is an answer whose body cannot be used. What was asked for may have been done, if it is a success.
func unreadable(answer transport.Answer, err error) *target.Error {
	e := errorOf(answer, profile.TargetUnavailable)
	e.Message = fmt.Sprintf("the answer cannot be read: %v", err)
	return e
}

// anotherUser is an answer about somebody who was not asked for.
func anotherUser(answer transport.Answer) *target.Error {
	e := errorOf(answer, profile.TargetUnavailable)
	e.Message = "the endpoint answered with another user than asked for"
	return e
}

func errorOf(answer transport.Answer, kind profile.Kind) *target.Error {
	return &target.Error{
		Kind:       kind,
		Code:       strconv.Itoa(answer.Status),
		RequestID:  answer.RequestID("X-Correlation-Id"),
		RetryAfter: transport.RetryAfter(answer.Header, time.Now()),
	}
}
