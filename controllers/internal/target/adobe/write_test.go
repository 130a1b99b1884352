package adobe_test

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/adobe"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// canned is a service that answers every update with the same text, and remembers the last request.
type canned struct {
	target *adobe.Target
	status int
	answer string

	request *http.Request
	body    string
}

func newCanned(t *testing.T, edits ...func(*adobe.Config)) *canned {
	t.Helper()
	c := &canned{status: http.StatusOK, answer: `{"completed":1,"notCompleted":0,"completedInTestMode":0,"result":"success"}`}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /ims/token/v3", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"access_token":"token","token_type":"bearer","expires_in":86399}`)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		c.request, c.body = r, string(body)
		w.WriteHeader(c.status)
		_, _ = io.WriteString(w, c.answer)
	})
	url, base := serve(t, mux)
	config := adobe.Config{
		BaseURL: url, IMSURL: url, OrgID: "12345ABC@AdobeOrg", ClientID: "the-client", ClientSecret: "s", Transport: base,
	}
	for _, edit := range edits {
		edit(&config)
	}
	c.target = adobe.New(config).Federated
	return c
}

func TestTheRequest(t *testing.T) {
	t.Parallel()
	c := newCanned(t, func(c *adobe.Config) { c.BaseURL += "/v2/usermanagement/"; c.TestOnly = true })
	c.target.Write(t.Context(), []target.Command{
		{
			Identifier: john, RequestID: "uid/3", Change: profile.Change{
				set(profile.Email, "j<r>&@claimed-domain1.com"), set(profile.FirstName, `J "ö" \`), set(profile.LastName, "Roe"),
				set(profile.Username, "jroe"),
			},
		},
		{Identifier: jdoe, Change: profile.Change{set(profile.LastName, "Roe")}},
	})
	const line = "POST /v2/usermanagement/action/12345ABC@AdobeOrg?testOnly=true"
	if got := c.request.Method + " " + c.request.URL.String(); got != line {
		t.Errorf("got %s, want %s", got, line)
	}
	for name, want := range map[string]string{
		"Authorization": "Bearer token", "X-Api-Key": "the-client", "Content-Type": "application/json", "Accept": "application/json",
	} {
		if got := c.request.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	want := `[
		{"user":"jdoe@claimed-domain1.com","requestID":"uid/3","do":[{"update":{
			"email":"j<r>&@claimed-domain1.com","firstname":"J \"ö\" \\","lastname":"Roe","username":"jroe"}}]},
		{"user":"jdoe","domain":"claimed-domain1.com","do":[{"update":{"lastname":"Roe"}}]}
	]`
	if diff := cmp.Diff(decoded(t, want), decoded(t, c.body)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func decoded(t *testing.T, text string) any {
	t.Helper()
	var data any
	if err := json.Unmarshal([]byte(text), &data); err != nil {
		t.Fatal(err)
	}
	return data
}

// TestNoCommands has what breaks the grammar: it stays out of the request, and the others go.
func TestNoCommands(t *testing.T) {
	t.Parallel()
	name := set(profile.LastName, "Roe")
	//nolint:lll // one row, one line
	for title, c := range map[string]struct {
		edit    func(*organization)
		command target.Command
	}{
		"no identifier":              {nil, update(profile.Identifier{}, name)},
		"empty address":              {nil, update(byEmail(""), name)},
		"no address":                 {nil, update(byEmail("jdoe"), name)},
		"dots":                       {nil, update(byUsername("..", "claimed-domain1.com"), name)},
		"username without domain":    {nil, update(byUsername("jdoe", ""), name)},
		"username that is an e-mail": {nil, update(byUsername(johnsEmail, "claimed-domain1.com"), name)},
		"another kind of identifier": {nil, update(profile.Identifier{Type: profile.ByUserID, Value: "john"}, name)},
		"Enterprise by username":     {enterprise, update(jdoe, name)},
		"Enterprise with a username": {enterprise, update(cce0, set(profile.Username, "x"))},
		"attribute of others":        {nil, update(john, set(profile.Country, "US"))},
		"custom attribute":           {nil, update(john, set("custom.tier", "gold"))},
		"empty value":                {nil, update(john, set(profile.LastName, ""))},
		"no text":                    {nil, update(john, profile.Step{Attribute: profile.LastName, Action: profile.Set, Value: profile.JSON(true)})},
		"clear":                      {nil, update(john, profile.Step{Attribute: profile.LastName, Action: profile.Clear})},
		"remove":                     {nil, update(john, profile.Step{Attribute: profile.LastName, Action: profile.Remove, Value: profile.Text("x")})},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			o := newOrganization(t)
			if c.edit != nil {
				c.edit(o)
			}
			results := o.target.Write(t.Context(), []target.Command{c.command, update(cce0, name), c.command, update(nobody, name)})
			wantKind(t, results[0].Err, profile.InvalidSpec)
			wantKind(t, results[2].Err, profile.InvalidSpec)
			wantKind(t, results[3].Err, profile.UserNotFound)
			if results[1].Err != nil || o.stored(t, sim.BaseEnterprise).LastName != "Roe" {
				t.Errorf("the other command: %v", results[1].Err)
			}
			if got := o.proxy.Calls(); got != 1 {
				t.Errorf("%d requests, want 1", got)
			}
		})
	}
}

func TestNothingToSend(t *testing.T) {
	t.Parallel()
	o := newOrganization(t)
	for _, result := range o.target.Write(t.Context(), []target.Command{update(john), update(ann)}) {
		if result.Err != nil {
			t.Error(result.Err)
		}
	}
	if got := len(o.target.Write(t.Context(), nil)); got != 0 {
		t.Errorf("%d results for no command", got)
	}
	if got := o.proxy.Calls() + o.proxy.Tokens(); got != 0 {
		t.Errorf("%d requests, want none", got)
	}
}

// outcome is a result in short.
type outcome struct {
	Kind     profile.Kind
	Code     string
	Message  string
	Further  []string
	Warnings []string
	Tested   bool
}

func outcomes(results []target.Result) []outcome {
	var short []outcome
	for _, r := range results {
		o := outcome{Warnings: codes(r.Warnings), Tested: r.Tested}
		if r.Err != nil {
			e := target.AsError(r.Err)
			o.Kind, o.Code, o.Message = e.Kind, e.Code, e.Message
			for _, other := range e.Further {
				o.Further = append(o.Further, other.Code+": "+other.Message)
			}
		}
		short = append(short, o)
	}
	return short
}

// TestReports has a row for each way in which an answer may speak of commands, and for those in which it does not.
func TestReports(t *testing.T) {
	t.Parallel()
	const lost = "the answer does not say what became of the update: its counts and its errors do not agree"
	good, bad := outcome{}, outcome{Kind: profile.TargetUnavailable, Code: "200", Message: lost}
	missing := outcome{Kind: profile.UserNotFound, Code: "error.user.nonexistent", Message: "gone"}
	tested := outcome{Tested: true}
	gone := func(members string) string {
		return `{` + members + `"step":0,"message":"gone","errorCode":"error.user.nonexistent"}`
	}
	//nolint:lll // one row, one line
	for name, c := range map[string]struct {
		edit   func(*adobe.Config)
		answer string
		want   []outcome // of the commands request-0 to request-2
	}{
		"success":          {nil, `{"completed":3,"notCompleted":0,"completedInTestMode":0,"result":"success"}`, []outcome{good, good, good}},
		"success, no test": {nil, `{"completed":3,"notCompleted":0}`, []outcome{good, good, good}},
		"unknown members":  {nil, `{"completed":3,"notCompleted":0,"a":{"b":[1]},"errors":null,"warnings":[]}`, []outcome{good, good, good}},
		"counts in quotes": {nil, `{"completed":"3","notCompleted":"0"}`, []outcome{good, good, good}},
		"one error":        {nil, `{"completed":2,"notCompleted":1,"errors":[` + gone(`"index":1,"requestID":"request-1","user":"u",`) + `]}`, []outcome{good, missing, good}},
		"index in quotes":  {nil, `{"completed":2,"notCompleted":1,"errors":[` + gone(`"index":"2",`) + `]}`, []outcome{good, good, missing}},
		"by request id":    {nil, `{"completed":2,"notCompleted":1,"errors":[` + gone(`"requestID":"request-2",`) + `]}`, []outcome{good, good, missing}},
		"id of others":     {nil, `{"completed":2,"notCompleted":1,"errors":[` + gone(`"index":0,"requestID":"request-0_123456",`) + `]}`, []outcome{missing, good, good}},
		"contradiction":    {nil, `{"completed":2,"notCompleted":1,"errors":[` + gone(`"index":0,"requestID":"request-1",`) + `]}`, []outcome{bad, bad, bad}},
		"index too large":  {nil, `{"completed":2,"notCompleted":1,"errors":[` + gone(`"index":3,`) + `]}`, []outcome{bad, bad, bad}},
		"index negative":   {nil, `{"completed":2,"notCompleted":1,"errors":[` + gone(`"index":-1,`) + `]}`, []outcome{bad, bad, bad}},
		"index is a text":  {nil, `{"completed":2,"notCompleted":1,"errors":[` + gone(`"index":"x",`) + gone1() + `]}`, []outcome{bad, missing, bad}},
		"index is missing": {nil, `{"completed":2,"notCompleted":1,"errors":[` + gone(``) + `]}`, []outcome{bad, bad, bad}},
		"error is a text":  {nil, `{"completed":2,"notCompleted":1,"errors":["x"]}`, []outcome{bad, bad, bad}},
		"error is null":    {nil, `{"completed":2,"notCompleted":1,"errors":[null]}`, []outcome{bad, bad, bad}},
		"errors are none":  {nil, `{"completed":2,"notCompleted":1}`, []outcome{bad, bad, bad}},
		"errors, no list":  {nil, `{"completed":2,"notCompleted":1,"errors":{"index":1}}`, []outcome{bad, bad, bad}},
		"errors, too few":  {nil, `{"completed":1,"notCompleted":2,"errors":[` + gone(`"index":1,`) + `]}`, []outcome{bad, missing, bad}},
		"errors, too many": {nil, `{"completed":2,"notCompleted":1,"errors":[` + gone(`"index":1,`) + `,` + gone(`"index":2,`) + `]}`, []outcome{good, missing, missing}},
		"counts too small": {nil, `{"completed":2,"notCompleted":0}`, []outcome{bad, bad, bad}},
		"counts too large": {nil, `{"completed":10,"notCompleted":0}`, []outcome{bad, bad, bad}},
		"tested unasked":   {nil, `{"completed":0,"notCompleted":0,"completedInTestMode":3}`, []outcome{bad, bad, bad}},
		"all fail":         {nil, `{"completed":0,"notCompleted":3,"errors":[` + gone(`"index":0,`) + `,` + gone(`"index":1,`) + `,` + gone(`"index":2,`) + `]}`, []outcome{missing, missing, missing}},
		"test":             {testOnly, `{"completed":0,"notCompleted":0,"completedInTestMode":3}`, []outcome{tested, tested, tested}},
		"test, one error":  {testOnly, `{"completed":0,"notCompleted":1,"completedInTestMode":2,"errors":[` + gone(`"index":0,`) + `]}`, []outcome{missing, tested, tested}},
		"test, too few":    {testOnly, `{"completed":0,"notCompleted":0,"completedInTestMode":2}`, []outcome{bad, bad, bad}},
		"test not heeded":  {testOnly, `{"completed":3,"notCompleted":0,"completedInTestMode":0}`, []outcome{notTested, notTested, notTested}},
		"several of one": {
			nil, `{"completed":2,"notCompleted":1,"errors":[` +
				`{"index":1,"errorCode":"error.throttled_by_external_service","message":"later"},` +
				`{"index":1,"errorCode":"error.user.email.invalid","message":"bad"},` +
				`{"index":1,"errorCode":"error.user.name_in_use","message":"used"}]}`,
			[]outcome{good, {
				Kind: profile.InvalidSpec, Code: "error.user.email.invalid", Message: "bad",
				Further: []string{"error.user.name_in_use: used", "error.throttled_by_external_service: later"},
			}, good},
		},
		"throttled elsewhere": {
			nil, `{"completed":2,"notCompleted":1,"errors":[{"index":2,"errorCode":"error.throttled_by_external_service"}]}`,
			[]outcome{good, good, {
				Kind: profile.TargetUnavailable, Code: "error.throttled_by_external_service", Message: "Adobe could not do this now",
			}},
		},
		"unknown code": {
			nil, `{"completed":2,"notCompleted":1,"errors":[{"index":2,"errorCode":"error.brand.new","message":"so it is","x":1}]}`,
			[]outcome{good, good, {Kind: profile.TargetRefused, Code: "error.brand.new", Message: "so it is"}},
		},
		"no code": {
			nil, `{"completed":2,"notCompleted":1,"errors":[{"index":2,"errorCode":{"a":1},"message":["b"]}]}`,
			[]outcome{good, good, {
				Kind: profile.TargetRefused, Code: "200", Message: "no reason was given that this version of the operator knows",
			}},
		},
		"done already": {
			nil, `{"completed":2,"notCompleted":1,"errors":[{"index":2,"errorCode":"error.user.already_in_org","message":"there"}]}`,
			[]outcome{good, good, {Warnings: []string{"error.user.already_in_org"}}},
		},
		"done already, and not": {
			nil, `{"completed":2,"notCompleted":1,"errors":[{"index":2,"errorCode":"error.user.already_in_org"},` + gone(`"index":2,`) + `]}`,
			[]outcome{good, good, {
				Kind: missing.Kind, Code: missing.Code, Message: missing.Message,
				Further: []string{"error.user.already_in_org: this was done already"},
			}},
		},
		"several, mute and talkative": {
			nil, `{"completed":2,"notCompleted":1,"errors":[` +
				`{"index":2},{"index":2,"errorCode":"<b>","message":"<i>"},{"index":2,"errorCode":"error.name2","message":"for Name2"},` + gone(`"index":2,`) + `]}`,
			[]outcome{good, good, {
				Kind: missing.Kind, Code: missing.Code, Message: missing.Message,
				Further: []string{
					"200: no reason was given that this version of the operator knows",
					"200: no reason was given that this version of the operator knows",
					"error.[redacted]: for [redacted]",
				},
			}},
		},
		"warnings": {
			nil, `{"completed":2,"notCompleted":1,"errors":[` + gone(`"index":1,`) + `],"warnings":[` +
				`{"index":0,"warningCode":"warning.command.deprecated","message":"old"},{"index":1,"warningCode":"w","message":"x"},` +
				`{"index":9,"warningCode":"nowhere"},7,{"index":2,"warningCode":"mute"}]}`,
			[]outcome{
				{Warnings: []string{"warning.command.deprecated"}},
				{Kind: missing.Kind, Code: missing.Code, Message: missing.Message, Warnings: []string{"w"}},
				{Warnings: []string{"mute"}},
			},
		},
		"name for a code's word": {
			nil, `{"completed":2,"notCompleted":1,"errors":[{"index":0,"errorCode":"error.user.nonexistent","message":"Name0, Name1"}]}`,
			[]outcome{{Kind: profile.UserNotFound, Code: "error.user.nonexistent", Message: "[redacted], [redacted]"}, good, good},
		},
		"value for a code": {
			nil, `{"completed":2,"notCompleted":1,"errors":[{"index":0,"errorCode":"error.name1","message":"m"}]}`,
			[]outcome{{Kind: profile.TargetRefused, Code: "error.[redacted]", Message: "m"}, good, good},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var edits []func(*adobe.Config)
			if c.edit != nil {
				edits = append(edits, c.edit)
			}
			service := newCanned(t, edits...)
			service.answer = c.answer
			if diff := cmp.Diff(c.want, outcomes(service.target.Write(t.Context(), batchOf(3)))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

var notTested = outcome{Warnings: []string{"NotTested"}}

func gone1() string { return `,{"index":1,"message":"gone","errorCode":"error.user.nonexistent"}` }

// TestManyBatches answers batches with errors by chance, and compares each result with what was meant.
func TestManyBatches(t *testing.T) {
	t.Parallel()
	const batches = 500
	o := newOrganization(t, crowd(adobe.CommandsPerRequest), with(sim.Knobs{
		ActionRate: sim.Unlimited, ActionRateApp: sim.Unlimited, ErrorOrder: sim.ErrorsAsCarried,
	}))
	all := sim.Codes()
	random := rand.New(rand.NewPCG(1, 2))
	for range batches {
		o.sim.ClearFaults()
		commands := batchOf(1 + random.IntN(adobe.CommandsPerRequest))
		want := make([]string, len(commands))
		for i := range commands {
			if i%2 == 1 {
				want[i] = "error.user.nonexistent"
			}
			if random.IntN(3) == 0 {
				want[i] = all[random.IntN(len(all))]
				o.sim.InjectCommand(sim.CommandFault{
					User: commands[i].Identifier.Value, Code: want[i], Message: fmt.Sprintf("message-of-%d", i),
				})
			}
		}
		for i, result := range o.target.Write(t.Context(), commands) {
			if got := said(result); got != want[i] {
				t.Fatalf("command %d: %q, want %q", i, got, want[i])
			}
			text := fmt.Sprint(result.Err, result.Warnings)
			if strings.Contains(text, "message-of") && !strings.Contains(text, fmt.Sprintf("message-of-%d", i)) {
				t.Fatalf("command %d has the message of another: %s", i, text)
			}
		}
	}
	if got := len(o.sim.Violations()); got != 0 {
		t.Errorf("%d violations", got)
	}
}

// said is the code that a result shows, as an error or as a warning.
func said(result target.Result) string {
	if result.Err != nil {
		return target.AsError(result.Err).Code
	}
	return strings.Join(codes(result.Warnings), " ")
}
