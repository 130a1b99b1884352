package rig

import "math"

// Up rounds up to so many digits after the point. Figures are rounded to the side on which they look worse: one must not
// look good enough that is not.
func Up(x float64, digits int) float64 {
	scale := math.Pow10(digits)
	return math.Ceil(x*scale) / scale
}

// Down rounds down likewise.
func Down(x float64, digits int) float64 {
	scale := math.Pow10(digits)
	return math.Floor(x*scale) / scale
}
