package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "table:", err)
		os.Exit(1)
	}
}

// run reads the lines in the files, and prints the table.
func run(files []string, stdout io.Writer) error {
	lines := map[string]line{}
	for _, file := range files {
		text, err := os.ReadFile(file) //nolint:gosec // the file that was asked for
		if err != nil {
			return err
		}
		var read line
		if err := json.Unmarshal(text, &read); err != nil {
			return fmt.Errorf("%s is not the line of a benchmark: %w", file, err)
		}
		lines[fmt.Sprint(read["bench"])] = read
	}
	return write(stdout, rows(lines))
}
