package upload

import (
	"crypto/sha256"
	"encoding"
	"encoding/json"
	"errors"
	"hash"
	"os"
)

// mark is what lies beside an upload.
type mark struct {
	Bytes int64  `json:"bytes"`
	Hash  []byte `json:"sha256_state"`
}

// marked reads the mark; one that is missing or torn says that nothing is there.
func (d *disk) marked(id string) *arrived {
	var m mark
	a := &arrived{hash: sha256.New()}
	text, err := os.ReadFile(d.path(id, ".mark"))
	if err != nil || json.Unmarshal(text, &m) != nil {
		return a
	}
	if state, ok := a.hash.(encoding.BinaryUnmarshaler); !ok || state.UnmarshalBinary(m.Hash) != nil {
		return &arrived{hash: sha256.New()}
	}
	a.marked.Store(true)
	a.kicked, a.asked = m.Bytes, m.Bytes
	a.size.Store(m.Bytes)
	return a
}

// mark brings what has arrived to the medium and notes how far it goes. A mark need not
// be durable itself, since an older one says less, never more; the first one of an upload
// whose pieces count as soon as they are answered is. state is that of the hash after so
// many bytes.
func (d *disk) mark(a *arrived, f *os.File, size int64, state []byte) error {
	if err := f.Sync(); err != nil {
		return err
	}
	said, err := json.Marshal(mark{Bytes: size, Hash: state})
	if err != nil {
		return err
	}
	info := a.info.Load()
	if err := d.write(info.ID, ".mark", said, info.SizeIsDeferred && !a.marked.Load()); err != nil {
		return err
	}
	a.marked.Store(true)
	return nil
}

func stateOf(h hash.Hash) ([]byte, error) {
	m, ok := h.(encoding.BinaryMarshaler)
	if !ok {
		return nil, errors.New("the hash has no state")
	}
	return m.MarshalBinary()
}
