package main

import (
	"errors"
	"math"
)

// result is the line that is printed.
type result struct {
	Bench         string  `json:"bench"`
	Objects       int     `json:"objects"`
	Efficiency    float64 `json:"efficiency"`
	Requests      int     `json:"requests"`
	Throttled     int     `json:"throttled"`
	Lost          int     `json:"lost"`
	Misattributed int     `json:"misattributed"`
}

// Shortfall implements rig.Result. A low efficiency is none: it may be the machine's.
func (r *result) Shortfall() error {
	if r.Throttled == 0 && r.Lost == 0 && r.Misattributed == 0 {
		return nil
	}
	return errors.New("want nothing throttled, lost or misattributed")
}

// floor cuts to four digits: rounded up, a figure could look good enough that is not.
func floor(x float64) float64 { return math.Floor(x*1e4) / 1e4 }
