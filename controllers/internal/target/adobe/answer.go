package adobe

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
)

// report is what Adobe answers to a request of commands (UMAPI, ActionsRef). Commands that succeeded leave no trace but
// the counts.
type report struct {
	completed, notCompleted, tested int
	errors, warnings                []remark

	// garbled tells that some of the errors cannot be read.
	garbled bool
}

// remark is an entry of errors or warnings.
type remark struct {
	index     int // of the command, -1 if it cannot be read
	requestID string
	code      string
	message   string
}

// total is the number of commands the report is about.
func (r report) total() int { return r.completed + r.notCompleted + r.tested }

// decodeReport reads an answer, members it does not know aside. Its errors hold no values.
func decodeReport(body []byte) (report, error) {
	var raw struct {
		Completed    json.RawMessage `json:"completed"`
		NotCompleted json.RawMessage `json:"notCompleted"`
		Tested       json.RawMessage `json:"completedInTestMode"`
		Errors       json.RawMessage `json:"errors"`
		Warnings     json.RawMessage `json:"warnings"`
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	if decoder.Decode(&raw) != nil {
		return report{}, errors.New("it is not the JSON of results")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return report{}, errors.New("something follows the JSON of the results")
	}
	r := report{completed: number(raw.Completed), notCompleted: number(raw.NotCompleted), tested: number(raw.Tested)}
	if raw.Tested == nil {
		r.tested = 0
	}
	if r.completed < 0 || r.notCompleted < 0 || r.tested < 0 {
		return report{}, errors.New("it does not count the commands")
	}
	var readable bool
	r.errors, readable = decodeRemarks(raw.Errors, "errorCode")
	r.garbled = !readable
	r.warnings, _ = decodeRemarks(raw.Warnings, "warningCode")
	return r, nil
}

// decodeRemarks reads what it can of a list, and tells whether that was everything.
func decodeRemarks(raw json.RawMessage, code string) ([]remark, bool) {
	var list []json.RawMessage
	if raw != nil && json.Unmarshal(raw, &list) != nil {
		return nil, false
	}
	var remarks []remark
	readable := true
	for _, entry := range list {
		var members map[string]json.RawMessage
		if json.Unmarshal(entry, &members) != nil || members == nil {
			readable = false
			continue
		}
		remarks = append(remarks, remark{
			index:     number(members["index"]),
			requestID: text(members["requestID"]),
			code:      text(members[code]),
			message:   text(members["message"]),
		})
	}
	return remarks, readable
}

// maxCount is far above any number of commands: what is larger is none.
const maxCount = 1 << 16

// number reads a count, in quotes too: the documents call step a string. It is -1 for anything else.
func number(raw json.RawMessage) int {
	n, err := strconv.Atoi(string(bytes.Trim(raw, `"`)))
	if err != nil || n < 0 || n > maxCount {
		return -1
	}
	return n
}

// text reads a text, or a bare number as one: the connector page has request ids as numbers.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	return ""
}
