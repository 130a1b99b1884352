package main

import (
	"bufio"
	"errors"
	"fmt"
	"regexp"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

// outcome is what is to become of a sample, as one line of its header comment says:
//
//	# Outcome: created                              it is in the cluster; nothing more happens to it
//	# Outcome: Ready=True reason=Applied            its Ready condition, for its present generation
//	# Outcome: rejected: must be a phone number     the API server does not let it in, and says this among other things
type outcome struct {
	// ready and reason of the condition; empty if it has none.
	ready  metav1.ConditionStatus
	reason string

	// rejection is part of what the API server says; empty if it accepts the object.
	rejection string
}

const outcomePrefix = "# Outcome:"

var conditionOutcome = regexp.MustCompile(`^Ready=(True|False|Unknown) reason=([A-Za-z]+)$`)

// parseOutcome finds the outcome in the comment at the top of a manifest.
func parseOutcome(manifest string) (outcome, error) {
	var found []string
	lines := bufio.NewScanner(strings.NewReader(manifest))
	for lines.Scan() && strings.HasPrefix(lines.Text(), "#") {
		if text, ok := strings.CutPrefix(lines.Text(), outcomePrefix); ok {
			found = append(found, strings.TrimSpace(text))
		}
	}
	if len(found) != 1 {
		return outcome{}, fmt.Errorf("the comment at the top must have one line %q, it has %d", outcomePrefix+" …", len(found))
	}
	return newOutcome(found[0])
}

func newOutcome(text string) (outcome, error) {
	if text == "created" {
		return outcome{}, nil
	}
	if rejection, ok := strings.CutPrefix(text, "rejected:"); ok {
		if rejection = strings.TrimSpace(rejection); rejection == "" {
			return outcome{}, errors.New("an outcome rejected: must say what the API server answers")
		}
		return outcome{rejection: rejection}, nil
	}
	if match := conditionOutcome.FindStringSubmatch(text); match != nil {
		return outcome{ready: metav1.ConditionStatus(match[1]), reason: match[2]}, nil
	}
	return outcome{}, fmt.Errorf("outcome %q must be created, Ready=True reason=Applied (or another status and reason), "+
		"or rejected: with what the API server answers", text)
}

// String is the outcome as files have it.
func (o outcome) String() string {
	switch {
	case o.rejection != "":
		return "rejected: " + o.rejection
	case o.ready != "":
		return fmt.Sprintf("Ready=%s reason=%s", o.ready, o.reason)
	default:
		return "created"
	}
}

// metBy tells whether what the API server answered to the manifest is as it should be, and what it is if not. No
// rejection means that it accepted the object.
func (o outcome) metBy(rejection string) (is string, met bool) {
	switch {
	case rejection == "":
		return "accepted by the API server", o.rejection == ""
	case o.rejection == "":
		return "rejected: " + strings.TrimSpace(rejection), false
	default:
		return "rejected: " + strings.TrimSpace(rejection), strings.Contains(rejection, o.rejection)
	}
}

// met tells whether the object shows the outcome, and what it shows if not.
func (o outcome) met(object *unstructured.Unstructured) (is string, met bool) {
	if o.ready == "" {
		return "", true
	}
	ready, found, err := readyOf(object)
	switch {
	case err != nil:
		return err.Error(), false
	case !found:
		return "no Ready condition yet", false
	case ready.ObservedGeneration != object.GetGeneration():
		return fmt.Sprintf("a Ready condition of generation %d, not %d", ready.ObservedGeneration, object.GetGeneration()), false
	case ready.Status != o.ready || ready.Reason != o.reason:
		return fmt.Sprintf("Ready=%s reason=%s: %s", ready.Status, ready.Reason, ready.Message), false
	default:
		return "", true
	}
}

// readyOf is the Ready condition, if there is one.
func readyOf(object *unstructured.Unstructured) (ready metav1.Condition, found bool, err error) {
	var typed struct {
		Status struct {
			Conditions []metav1.Condition `json:"conditions"`
		} `json:"status"`
	}
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, &typed); err != nil {
		return ready, false, fmt.Errorf("a status that cannot be read: %w", err)
	}
	for _, condition := range typed.Status.Conditions {
		if condition.Type == "Ready" {
			return condition, true, nil
		}
	}
	return ready, false, nil
}
