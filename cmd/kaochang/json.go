package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// writeIndented writes JSON for people and for comparing.
func writeIndented(w io.Writer, text []byte) error {
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		return fmt.Errorf("indent JSON: %w", err)
	}
	out.WriteByte('\n')
	if _, err := out.WriteTo(w); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}
