package controllers_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/controller-runtime/pkg/envtest"
)

// auditPolicy has the API server write down whatever this user asks for, once it has been answered or, of a watch, begun.
const auditPolicy = `
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: Metadata
  users: [%q]
- level: None
`

// auditLog is the API server's record of what the operators of all tests asked it for.
type auditLog struct{ path string }

// audit has the API server, which does not run yet, write a log of what the user does. No answer goes out before the log
// has it.
func audit(server *envtest.APIServer, user, directory string) (auditLog, error) {
	policy := filepath.Join(directory, "audit-policy.yaml")
	log := auditLog{path: filepath.Join(directory, "audit.log")}
	server.Configure().
		Set("audit-policy-file", policy).
		Set("audit-log-path", log.path).
		Set("audit-log-mode", "blocking-strict").
		Set("audit-log-maxsize", "10240") // MB: one file
	return log, os.WriteFile(policy, fmt.Appendf(nil, auditPolicy, user), 0o600)
}

// auditEvent is what we need of an Event of audit.k8s.io/v1.
type auditEvent struct {
	Verb       string `json:"verb"`
	RequestURI string `json:"requestURI"`

	// ObjectRef is absent if the request is about no resource.
	ObjectRef *struct {
		Resource    string `json:"resource"`
		Subresource string `json:"subresource"`
		APIGroup    string `json:"apiGroup"`
		Namespace   string `json:"namespace"`
		Name        string `json:"name"`
	} `json:"objectRef"`

	// Annotations tell by authorization.k8s.io/decision whether it was allowed. The status would not do: a 403 may also
	// be about the object, or its namespace.
	Annotations map[string]string `json:"annotations"`
}

func (e auditEvent) request(isOwn func(namespace string) bool) request {
	r := request{verb: e.Verb, denied: e.Annotations["authorization.k8s.io/decision"] != "allow"}
	if e.ObjectRef == nil {
		r.resource, _, _ = strings.Cut(e.RequestURI, "?")
		return r
	}
	r.resource, r.group = e.ObjectRef.Resource, e.ObjectRef.APIGroup
	if e.ObjectRef.Subresource != "" {
		r.resource += "/" + e.ObjectRef.Subresource
	}
	r.namespace, r.name, r.own = e.ObjectRef.Namespace, e.ObjectRef.Name, isOwn(e.ObjectRef.Namespace)
	return r
}

// requests are the different ones in the log, which is complete when the API server has ended.
func (l auditLog) requests(isOwn func(namespace string) bool) ([]request, error) {
	file, err := os.Open(l.path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	seen := map[request]bool{}
	var all []request
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var event auditEvent
		if err := json.Unmarshal(lines.Bytes(), &event); err != nil {
			return nil, fmt.Errorf("read the audit log: %w", err)
		}
		if r := event.request(isOwn); !seen[r] {
			seen[r] = true
			all = append(all, r)
		}
	}
	return all, lines.Err()
}

// examine fails if the operators asked for what they may not do, or if every test passed and some of what they may do was
// never asked for.
func (l auditLog) examine(granted *permissions, passed bool) error {
	asked, err := l.requests(granted.isOwn)
	if err != nil {
		return err
	}
	err = deniedTo(asked)
	if passed && wholeSuite() {
		err = errors.Join(err, superfluous(granted.list, asked))
	}
	return err
}

// wholeSuite tells that no test was left out.
func wholeSuite() bool {
	for _, filter := range []string{"test.run", "test.skip", "test.list"} {
		if flag.Lookup(filter).Value.String() != "" {
			return false
		}
	}
	return !testing.Short() && flag.Lookup("test.count").Value.String() != "0"
}
