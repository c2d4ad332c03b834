package checkin

import "strings"

// normalCode returns a pairing code as it was made, from what a person typed:
// capitals, without spaces and hyphens.
func normalCode(typed string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(strings.TrimSpace(typed)))
}
