//go:build !face

package face

import "errors"

// Built says whether the engine is in this binary.
const Built = false

// Open tells that there is no engine in this binary.
func Open(string) (Engine, error) {
	return nil, errors.New("this binary was built without the face engine: make face builds one with it")
}
