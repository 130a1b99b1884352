package main

import (
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
)

// line is what a benchmark prints.
type line map[string]any

// row is a figure with what was measured.
type row struct {
	figure

	value float64
}

// rows are the figures that were measured.
func rows(lines map[string]line) []row {
	var found []row
	for _, f := range figures {
		if value, measured := lines[f.bench][f.key].(float64); measured {
			found = append(found, row{figure: f, value: value})
		}
	}
	return found
}

// write prints a table of the rows.
func write(w io.Writer, rows []row) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "BENCHMARK\tFIGURE\tMEASURED\tREQUIRED\t")
	for _, r := range rows {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", r.bench, r.means, number(r.value), r.limit, r.mark())
	}
	return table.Flush()
}

// String is empty if there is none.
func (l limit) String() string {
	if l.relation == "" {
		return ""
	}
	return string(l.relation) + " " + number(l.value)
}

func (r row) mark() string {
	if r.limit.kept(r.value) {
		return ""
	}
	return "MISSED"
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
