package main

import (
	"fmt"
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

// leastEfficiency leaves the margin, which takes 0.008, and as much again for what a machine adds to a short minute.
const leastEfficiency = 0.97

// Shortfall implements rig.Result.
func (r *result) Shortfall() error {
	if r.Efficiency >= leastEfficiency && r.Throttled == 0 && r.Lost == 0 && r.Misattributed == 0 {
		return nil
	}
	return fmt.Errorf("want an efficiency of at least %v, and nothing throttled, lost or misattributed", leastEfficiency)
}

// floor cuts to four digits: rounded up, a figure could look good enough that is not.
func floor(x float64) float64 { return math.Floor(x*1e4) / 1e4 }
