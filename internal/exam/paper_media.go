package exam

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// PaperMedia is an image or a sound of an online paper. Texts of items name it:
// ![description](name). FileID is the sealed upload; Data is there only where the
// bytes travel with the paper: in an exchanged file and in what candidates open.
type PaperMedia struct {
	Name   string `json:"name" maxLength:"100"`
	Type   string `json:"type" enum:"image/jpeg,image/png,audio/mpeg,audio/wave,audio/mp4"`
	Bytes  int64  `json:"bytes"`
	FileID string `json:"file_id,omitempty"`
	Data   []byte `json:"data,omitempty"`
}

// The bounds of a paper's media.
const (
	MaxPaperMedia      = 60
	MaxPaperMediaBytes = 20 << 20 // of all of them: they are fetched sealed before the start
)

// MediaTypes lists what items may show and play.
func MediaTypes() []string {
	return []string{"image/jpeg", "image/png", "audio/mpeg", "audio/wave", "audio/mp4"}
}

// Sound reports whether it is played, not shown.
func (m PaperMedia) Sound() bool { return strings.HasPrefix(m.Type, "audio/") }

// MediaReference matches a reference to a paper's media in a text: the description
// is group 1, the name group 2.
var MediaReference = regexp.MustCompile(`!\[([^\]\n]*)\]\(([^()\s]+)\)`)

// MediaNames returns the names that a text refers to, in order.
func MediaNames(text string) (names []string) {
	for _, found := range MediaReference.FindAllStringSubmatch(text, -1) {
		names = append(names, found[2])
	}
	return names
}

// MediaName returns a file's name as texts can refer to it: letters, digits, dots,
// lines and underscores, at most 100 bytes.
func MediaName(name string) string {
	name = strings.Map(func(sign rune) rune {
		if unicode.IsLetter(sign) || unicode.IsDigit(sign) || strings.ContainsRune("._-", sign) {
			return sign
		}
		return '_'
	}, name)
	return strings.TrimLeft(clip(name, 100), ".")
}

// missing returns a name that an item refers to and the paper does not have.
func (c PaperContent) missing(item PaperItem) string {
	for _, text := range append([]string{item.Text}, item.Options...) {
		for _, name := range MediaNames(text) {
			if !slices.ContainsFunc(c.Media, func(m PaperMedia) bool { return m.Name == name }) {
				return name
			}
		}
	}
	return ""
}

// checkMedia refuses media that are too many, too large, of another type, or with a
// name that is none or stands twice, as CodeInvalid or CodeTooLarge with "field".
func (c PaperContent) checkMedia() error {
	if len(c.Media) > MaxPaperMedia {
		return wrongField("media", "are more than 60")
	}
	var size int64
	seen := map[string]bool{}
	for _, m := range c.Media {
		switch {
		case m.Name == "" || m.Name != MediaName(m.Name) || seen[m.Name]:
			return wrongField("media", "have a name that is none, or stands twice: "+m.Name)
		case !slices.Contains(MediaTypes(), m.Type):
			return wrongField("media", "are JPEG, PNG, MP3, WAV or M4A: "+m.Name)
		}
		seen[m.Name] = true
		size += m.Bytes
	}
	if size > MaxPaperMediaBytes {
		return Errorf(CodeTooLarge, "the media of a paper have at most %d MiB", MaxPaperMediaBytes>>20).With("field", "media").With("max_bytes", MaxPaperMediaBytes)
	}
	return nil
}

// Used returns the content without the media that no item refers to.
func (c PaperContent) Used() PaperContent {
	used := map[string]bool{}
	for _, s := range c.Sections {
		for _, item := range s.Items {
			for _, text := range append([]string{item.Text}, item.Options...) {
				for _, name := range MediaNames(text) {
					used[name] = true
				}
			}
		}
	}
	c.Media = slices.DeleteFunc(slices.Clone(c.Media), func(m PaperMedia) bool { return !used[m.Name] })
	return c
}
