package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestKept(t *testing.T) {
	for name, tt := range map[string]struct {
		limit limit
		value float64
		want  bool
	}{
		"no limit":   {limit{}, 1, true},
		"enough":     {limit{atLeast, .5}, .5, true},
		"too little": {limit{atLeast, .5}, .499, false},
		"few enough": {limit{atMost, 10}, 10, true},
		"too much":   {limit{atMost, 10}, 10.01, false},
		"as it is":   {limit{exactly, 1}, 1, true},
		"more":       {limit{exactly, 1}, 1.0005, false},
		"less":       {limit{exactly, 1}, .9995, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tt.limit.kept(tt.value); got != tt.want {
				t.Errorf("%v is kept by %v: %t, want %t", tt.limit, tt.value, got, tt.want)
			}
		})
	}
}

func TestTable(t *testing.T) {
	dir := t.TempDir()
	var files []string
	for name, line := range map[string]string{
		"latency": `{"bench":"latency","objects":100,"p50Ms":60.1,"p95Ms":99}`,
		"mosaic":  `{"bench":"mosaic","ratio":0.5}`,
		"unknown": `{"bench":"unknown","ratio":0.5}`,
	} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(line+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	var got strings.Builder
	if err := run(files, &got); err != nil {
		t.Fatal(err)
	}
	want := `BENCHMARK  FIGURE                                        MEASURED  REQUIRED  
mosaic     updates applied over status patches, a second 0.5       ≥ 0.5     
latency    from acceptance to Ready, median, ms          60.1      ≤ 60      MISSED
latency    from acceptance to Ready, 95th percentile, ms  99
`
	if diff := cmp.Diff(trimmed(want), trimmed(got.String())); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}

// trimmed are the cells of the table.
func trimmed(table string) [][]string {
	var rows [][]string
	for row := range strings.Lines(table) {
		rows = append(rows, strings.Fields(row))
	}
	return rows
}

func TestNoLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run([]string{file}, &strings.Builder{}); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("error %v, want one that names the file", err)
	}
}
