package main

import (
	"errors"
	"math"
	"time"
)

// result is the line that is printed.
type result struct {
	Chaos             bool    `json:"chaos"`
	Seed              uint64  `json:"seed"`
	Objects           int     `json:"objects"`
	Converged         int     `json:"converged"`
	Lost              int     `json:"lost"`
	Misattributed     int     `json:"misattributed"`
	WrongUser         int     `json:"wrongUser"`
	Duplicates        int     `json:"duplicates"`
	QuotaViolations   int     `json:"quotaViolations"`
	Kills             int     `json:"kills"`
	SecondsToConverge float64 `json:"secondsToConverge"`
}

func newResult(d *day, f findings, took time.Duration) *result {
	kills, _, _ := d.operators.record()
	return &result{
		Chaos: true, Seed: d.seed, Objects: f.Objects, Converged: f.Converged, Lost: f.Lost, Misattributed: f.Misattributed,
		WrongUser: f.WrongUser, Duplicates: f.Duplicates, QuotaViolations: f.QuotaViolations, Kills: kills,
		SecondsToConverge: math.Round(took.Seconds()*10) / 10,
	}
}

// Shortfall implements rig.Result. Requests above a quota are told and do not fail the run: on a busy machine they arrive
// when they were not sent.
func (r *result) Shortfall() error {
	if r.Converged == r.Objects && r.Lost == 0 && r.Misattributed == 0 && r.WrongUser == 0 && r.Duplicates == 0 {
		return nil
	}
	return errors.New("want everything converged, and nothing lost, misattributed, written to a wrong user or again for no reason")
}
