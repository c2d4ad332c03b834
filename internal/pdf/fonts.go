// Package pdf draws what is printed. It brings its own fonts, so that a page
// looks the same on every server, and it knows every Chinese character that a
// name may have, right-to-left scripts and emoji; what no font has is printed as
// its code point (FEATURES A18).
package pdf

import (
	"bytes"
	"embed"
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode"

	"github.com/klauspost/compress/zstd"
	"github.com/tdewolff/canvas"
	"golang.org/x/text/unicode/norm"
)

//go:embed fonts/*.zst
var packed embed.FS

// order is how fonts are asked for a character: the first that has it prints it.
var order = []string{"han", "arabic", "hebrew", "emoji", "rare"}

// font is unfolded when the first character needs it; "rare" takes 20 MB.
type font struct {
	once   sync.Once
	family *canvas.FontFamily
	face   *canvas.Font
	err    error
}

// fonts are shared by all pages.
var fonts = func() map[string]*font {
	all := map[string]*font{}
	for _, name := range order {
		all[name] = &font{}
	}
	return all
}()

func (f *font) load(name string) error {
	f.once.Do(func() {
		raw, err := packed.ReadFile("fonts/" + name + ".ttf.zst")
		if err != nil {
			f.err = fmt.Errorf("read font %s: %w", name, err)
			return
		}
		unfold, err := zstd.NewReader(bytes.NewReader(raw))
		if err != nil {
			f.err = fmt.Errorf("unfold font %s: %w", name, err)
			return
		}
		defer unfold.Close()
		text, err := io.ReadAll(unfold)
		if err != nil {
			f.err = fmt.Errorf("unfold font %s: %w", name, err)
			return
		}
		f.family = canvas.NewFontFamily(name)
		if err := f.family.LoadFont(text, 0, canvas.FontRegular); err != nil {
			f.err = fmt.Errorf("load font %s: %w", name, err)
			return
		}
		f.face = f.family.Face(10, canvas.Black).Font
	})
	return f.err
}

// fontOf returns which font has a character, "" for none.
func fontOf(r rune) (string, error) {
	for _, name := range order {
		if name == "rare" && (r < 0x20000 || r > 0x2A6DF) {
			continue // it has nothing else: spare its loading
		}
		if err := fonts[name].load(name); err != nil {
			return "", err
		}
		if fonts[name].face.GlyphIndex(r) != 0 {
			return name, nil
		}
	}
	return "", nil
}

// run is a piece of text that one font prints.
type run struct{ font, text string }

// runs splits a text by font. Marks, joiners and selectors stay with what they
// belong to. What no font has is looked for in its compatibility form, such as
// the Kangxi radical ⽥ as 田, and else is told by its code point.
func runs(text string) ([]run, error) {
	var list []run
	last := "han"
	put := func(name, s string) {
		if n := len(list); n > 0 && list[n-1].font == name {
			list[n-1].text += s
		} else {
			list = append(list, run{name, s})
		}
		last = name
	}
	for _, r := range text {
		if sticks(r) {
			if fonts[last].load(last) == nil && fonts[last].face.GlyphIndex(r) != 0 {
				put(last, string(r))
			}
			continue
		}
		name, err := fontOf(r)
		if err != nil {
			return nil, err
		}
		if name != "" {
			put(name, string(r))
			continue
		}
		spelt, err := spell(r)
		if err != nil {
			return nil, err
		}
		put("han", spelt)
	}
	return list, nil
}

// sticks reports whether a character only changes the one before it.
func sticks(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) || unicode.Is(unicode.Variation_Selector, r) || (r >= 0x1F3FB && r <= 0x1F3FF)
}

// spell returns how a character is printed that no font has.
func spell(r rune) (string, error) {
	if plain := norm.NFKC.String(string(r)); plain != string(r) {
		found := true
		for _, c := range plain {
			name, err := fontOf(c)
			if err != nil {
				return "", err
			}
			found = found && name == "han"
		}
		if found {
			return plain, nil
		}
	}
	if unicode.IsSpace(r) || unicode.IsControl(r) {
		return " ", nil
	}
	return "[" + strings.ToUpper(fmt.Sprintf("U+%04x", r)) + "]", nil
}
