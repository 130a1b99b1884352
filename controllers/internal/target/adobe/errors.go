package adobe

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// everywhere is what a status means whatever was asked. Other 4xx are TargetRefused; everything else, from redirects to
// 5xx, is TargetUnavailable.
var everywhere = map[int]profile.Kind{
	http.StatusUnauthorized:    profile.Denied,
	http.StatusForbidden:       profile.Forbidden,
	http.StatusRequestTimeout:  profile.TargetUnavailable,
	http.StatusTooEarly:        profile.TargetUnavailable,
	http.StatusTooManyRequests: profile.Throttled,
}

// meanings is what a status means for one operation.
var meanings = map[operation]map[int]profile.Kind{
	getToken: {
		http.StatusBadRequest: profile.Denied, // so IMS answers a wrong id, secret or scope
		http.StatusForbidden:  profile.Denied, // there is no token yet that could be accepted
	},
	getUser: {
		http.StatusBadRequest: profile.InvalidSpec,
		http.StatusNotFound:   profile.UserNotFound, // UMAPI, Get user; see isCredible
	},
	updateUsers: {
		http.StatusBadRequest:            profile.InvalidSpec,
		http.StatusRequestEntityTooLarge: profile.InvalidSpec,
	},
}

// whole are the statuses by which the action endpoint may refuse a request for the sake of one command: one malformed
// command, or too many (zincarla/AdobeUMInterface 13); one odd user (user-sync.py 116 and 574).
var whole = map[int]bool{
	http.StatusBadRequest:            true,
	http.StatusRequestEntityTooLarge: true,
	http.StatusInternalServerError:   true,
}

// ofNobody are the classes that are about the organization or the moment, whatever was asked for.
var ofNobody = map[*class]bool{setup: true, transient: true}

// sentences stand in where Adobe gave no message, as it often does. Each is a format of the status.
var sentences = map[profile.Kind]string{
	profile.InvalidSpec:       "the request was not accepted (HTTP %d)",
	profile.UserNotFound:      "there is no such user (HTTP %d)",
	profile.Denied:            "the credentials are not accepted (HTTP %d)",
	profile.Forbidden:         "the credentials do not allow this (HTTP %d)",
	profile.Throttled:         "too many requests (HTTP %d)",
	profile.TargetRefused:     "the request was refused (HTTP %d)",
	profile.TargetUnavailable: "the service failed (HTTP %d)",
}

// lookAtKey says what to look at after a 403: a key that lacks the API, or an organization that is being moved (UMAPI,
// forbidden). Adobe says nothing then, or calls a key invalid that its token endpoint accepts (AdobeDocs/adobeio-runtime 5).
const lookAtKey = "; the API key needs the User Management API, and the organization must not be migrating"

// lookAtOrganization says what else a 401 may mean: "invalid or expired token, invalid organization" (UMAPI, unauthorized).
const lookAtOrganization = "; if the credentials are good, orgID is not that of their organization"

// judge decides what an answer means that is no success: by its status, then by its code. It is the only place that
// does; what is said of single commands in a success is judged by codes.
func judge(answer transport.Answer, q question) *target.Error {
	said, isObject := readComplaint(answer.Body)
	if !isCredible(answer, said, isObject, q.operation) {
		if answer.Unread != nil {
			return unreadable(answer, answer.Unread)
		}
		return foreign(answer, q.operation)
	}
	e := errorOf(answer, kindOf(answer.Status, q.operation))
	e.WholeRequest = q.operation == updateUsers && whole[answer.Status]
	if of := classOf(said.code); answer.Status == http.StatusBadRequest && ofNobody[of] {
		e.Kind, e.WholeRequest = of.kind, false
	}
	e.Code = cmp.Or(codeIn(said.code, answer, q.secrets), e.Code)
	e.Message = cmp.Or(
		answer.Redact(said.message, q.secrets),
		answer.Redact(described(answer.Header), q.secrets),
		fmt.Sprintf(sentences[e.Kind], answer.Status),
	)
	e.Message = transport.Redact(e.Message+hint(e.Kind, q.operation), nil) // of the usual length
	return e
}

// hint says what to look at where Adobe does not.
func hint(kind profile.Kind, asked operation) string {
	switch {
	case kind == profile.Forbidden:
		return lookAtKey
	case kind == profile.Denied && asked != getToken:
		return lookAtOrganization
	default:
		return ""
	}
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

// isCredible tells whether the status is Adobe's word. A gateway on the way may well refuse what is too large or too
// fast; but its page, or its 404 for a path it does not know, says nothing about a user.
func isCredible(answer transport.Answer, said complaint, isObject bool, asked operation) bool {
	switch answer.Status {
	case http.StatusTooManyRequests, http.StatusRequestEntityTooLarge:
		return true
	case http.StatusBadRequest:
		return isObject || answer.Empty() && asked == updateUsers
	case http.StatusUnauthorized, http.StatusForbidden:
		return isObject || answer.Empty()
	case http.StatusNotFound:
		return asked == getUser && classOf(said.code) == absent
	case http.StatusOK:
		return false // judged at all, it is a token answer without a token
	default:
		return isObject || answer.Status >= http.StatusInternalServerError
	}
}

// challenge is the error_description of WWW-Authenticate (RFC 6750, 3): an empty 401 says there what is wrong.
var challenge = regexp.MustCompile(`error_description="([^"]*)"`)

func described(header http.Header) string {
	found := challenge.FindStringSubmatch(header.Get("WWW-Authenticate"))
	if found == nil {
		return ""
	}
	return found[1]
}

// foreign is an answer that is not Adobe's.
func foreign(answer transport.Answer, asked operation) *target.Error {
	e := errorOf(answer, profile.TargetUnavailable)
	endpoint, field := "the endpoint", "url"
	if asked == getToken {
		endpoint, field = "the token endpoint", "imsURL"
	}
	e.Message = fmt.Sprintf("%s answered HTTP %d in a form that does not look like Adobe; check the %s of the ProfileTarget",
		endpoint, answer.Status, field)
	return e
}

// unreadable is an answer whose body cannot be used. What was asked for may have been done, if it is a success.
func unreadable(answer transport.Answer, err error) *target.Error {
	e := errorOf(answer, profile.TargetUnavailable)
	e.Message = fmt.Sprintf("the answer cannot be read: %v", err)
	return e
}

// incomplete is a success that does not say what became of a command.
func incomplete(answer transport.Answer) *target.Error {
	e := errorOf(answer, profile.TargetUnavailable)
	e.Message = "the answer does not say what became of the update: its counts and its errors do not agree"
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
		RequestID:  answer.RequestID("X-Request-Id"),
		RetryAfter: transport.RetryAfter(answer.Header, time.Now()),
	}
}

// codeIn returns a code of Adobe's as it is. One that nobody knows may hold anything.
func codeIn(code string, answer transport.Answer, secrets []string) string {
	if _, known := codes[code]; known {
		return code
	}
	return answer.Redact(code, secrets)
}
