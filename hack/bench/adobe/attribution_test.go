package main

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

var (
	ann = person{object: "ann", email: "ann@x.io", lastName: "Roe-1"}
	bob = person{object: "bob", email: "bob@x.io", lastName: "Roe-2", refusal: &refusal{code: "error.update.no", message: "No 2"}}
	cid = person{object: "cid", email: "cid@x.io", lastName: "Roe-3", refusal: &refusal{code: "error.update.no", message: "No 3"}}
)

// asItShouldBe is what is found of a person who was told about their own command, and nothing else.
func asItShouldBe(p person) finding {
	found := finding{lastName: formerName}
	found.update.ObjectMeta = metav1.ObjectMeta{Name: p.object, UID: "uid-of-update", Generation: 1}
	found.update.Status.ObservedGeneration = 1
	if p.refusal == nil {
		found.update.Status.Results = &v1alpha1.Results{Result: "Success", Completed: 1}
		found.lastName = p.lastName
		found.writes = []adobe.Write{{UserID: p.object, User: p.email, CommandID: "uid-of-update/1"}}
		return found
	}
	found.update.Status.Results = &v1alpha1.Results{Result: p.refusal.code, NotCompleted: 1}
	found.update.Status.Errors = []v1alpha1.CommandError{{
		Message: p.refusal.message, ErrorCode: p.refusal.code, RequestID: "uid-of-update/1", User: p.email,
	}}
	return found
}

func TestJudge(t *testing.T) {
	for name, tt := range map[string]struct {
		person person
		edit   func(*finding)
		want   fate
	}{
		"done":    {ann, func(*finding) {}, delivered},
		"refused": {bob, func(*finding) {}, delivered},

		"the object is gone":      {ann, func(f *finding) { *f = finding{lastName: ann.lastName, writes: f.writes} }, lost},
		"no outcome":              {ann, func(f *finding) { f.update.Status.Results = nil }, lost},
		"no outcome of a refusal": {bob, func(f *finding) { f.update.Status.Results = nil }, lost},
		"an old outcome":          {ann, func(f *finding) { f.update.Generation = 2 }, lost},
		"success without a write": {ann, func(f *finding) { f.writes, f.lastName = nil, formerName }, lost},

		"success for a refusal": {bob, func(f *finding) {
			f.update.Status.Results, f.update.Status.Errors = &v1alpha1.Results{Result: "Success", Completed: 1}, nil
		}, misattributed},
		"refusal for a success": {ann, func(f *finding) { f.update.Status = asItShouldBe(bob).update.Status }, misattributed},
		"another's refusal with the same code": {bob, func(f *finding) {
			f.update.Status.Errors[0].Message = cid.refusal.message
		}, misattributed},
		"another code in the results": {bob, func(f *finding) { f.update.Status.Results.Result = "error.other" }, misattributed},
		"another code in the errors":  {bob, func(f *finding) { f.update.Status.Errors[0].ErrorCode = "error.other" }, misattributed},
		"another's request":           {bob, func(f *finding) { f.update.Status.Errors[0].RequestID = "other/1" }, misattributed},
		"another user":                {bob, func(f *finding) { f.update.Status.Errors[0].User = cid.email }, misattributed},
		"the index of the batch":      {bob, func(f *finding) { f.update.Status.Errors[0].Index = 3 }, misattributed},
		"another step":                {bob, func(f *finding) { f.update.Status.Errors[0].Step = 1 }, misattributed},
		"another's refusal besides": {bob, func(f *finding) {
			f.update.Status.Errors = append(f.update.Status.Errors, asItShouldBe(cid).update.Status.Errors...)
		}, misattributed},
		"the counts of the batch": {ann, func(f *finding) { f.update.Status.Results.Completed = 10 }, misattributed},
		"counted twice":           {ann, func(f *finding) { f.update.Status.Results.NotCompleted = 1 }, misattributed},
		"a warning": {ann, func(f *finding) {
			f.update.Status.Warnings = []v1alpha1.CommandWarning{{WarningCode: "warning.command.deprecated"}}
		}, misattributed},

		"another's name":            {ann, func(f *finding) { f.lastName = cid.lastName }, misattributed},
		"a name although refused":   {bob, func(f *finding) { f.lastName = bob.lastName }, misattributed},
		"a write although refused":  {bob, func(f *finding) { f.writes = asItShouldBe(ann).writes }, misattributed},
		"written twice":             {ann, func(f *finding) { f.writes = append(f.writes, f.writes[0]) }, misattributed},
		"written by another update": {ann, func(f *finding) { f.writes[0].CommandID = "other/1" }, misattributed},
		"written as another user":   {ann, func(f *finding) { f.writes[0].User = cid.email }, misattributed},
	} {
		t.Run(name, func(t *testing.T) {
			found := asItShouldBe(tt.person)
			tt.edit(&found)
			if got, because := tt.person.judge(found); got != tt.want {
				t.Errorf("%s, want %s: %s", got, tt.want, because)
			}
		})
	}
}

// Each person is judged by what was found of them, and whoever was not found at all is lost.
func TestJudgeEverybody(t *testing.T) {
	found := map[string]finding{"ann": asItShouldBe(ann), "bob": asItShouldBe(cid)}
	var got []fate
	for _, v := range (people{ann, bob, cid}).judge(found) {
		got = append(got, v.fate)
	}
	if len(got) != 3 || got[0] != delivered || got[1] != misattributed || got[2] != lost {
		t.Errorf("%v, want delivered, misattributed, lost", got)
	}
}
