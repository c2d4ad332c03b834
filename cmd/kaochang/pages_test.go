package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/jpeg"
	"net/http"
	"slices"
	"testing"

	"kaochang/internal/exam"
)

// photograph returns a page that says where it was taken.
func photograph(t *testing.T) (sent []byte, place []byte) {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 640, 480)), nil); err != nil {
		t.Fatal(err)
	}
	place = []byte("N 31.2304 E 121.4737")
	said := slices.Concat([]byte{0xff, 0xe1, 0, byte(2 + 6 + len(place))}, []byte("Exif\x00\x00"), place)
	return slices.Concat(out.Bytes()[:2], said, out.Bytes()[2:]), place
}

// TestAPageIsKeptAsSentAndShownDrawnAnew looks at what the receipt counts and at every
// road by which somebody gets a page.
// FEATURES: D6
func TestAPageIsKeptAsSentAndShownDrawnAnew(t *testing.T) {
	h := newHall(t, shen)
	h.sits()
	h.asks(h.proctor, "POST", "/api/papers/"+h.paper().ID+"/releases", map[string]any{}, "")
	sent, place := photograph(t)
	file := h.sends(h.second, exam.PurposePhotoPage, h.sitting, "image/jpeg", sent)
	h.asks(h.second, "POST", h.path("/pages"), map[string]any{"file_ids": []string{file}}, "")
	h.asks(h.second, "POST", h.path("/submissions"), nil, "")
	sum := sha256.Sum256(sent)
	counted := sha256.Sum256([]byte(hex.EncodeToString(sum[:])))
	if got := h.state(h.first).Receipt; got == nil || got.Digest != hex.EncodeToString(counted[:]) {
		t.Errorf("receipt %+v, want the digest of what the phone sent", got)
	}
	for _, path := range []string{h.path("/pages/" + file), h.path("/pages/" + file + "?small=true")} {
		for _, by := range []*http.Cookie{h.second, h.proctor} {
			shown := h.asks(by, "GET", path, nil, "").body
			if _, err := jpeg.DecodeConfig(bytes.NewReader(shown)); err != nil || bytes.Contains(shown, place) {
				t.Errorf("%s: %v; it must be a picture that does not say where it was taken", path, err)
			}
		}
	}
	pack := h.asks(h.secretary, "GET", "/api/sessions/"+h.session+"/answers.zip", nil, "").body
	if !bytes.Contains(pack, []byte("\xff\xd8\xff")) || bytes.Contains(pack, place) {
		t.Error("the export has no page, or one that says where it was taken")
	}
}

func TestWhatIsNoWholePictureIsNoPage(t *testing.T) {
	h := newHall(t, shen)
	h.sits()
	sent, _ := photograph(t)
	for name, content := range map[string][]byte{"cut": sent[:len(sent)-100], "other content": []byte("<svg xmlns='http://www.w3.org/2000/svg'/>")} {
		ticket, _ := h.tries(h.second, exam.PurposePhotoPage, h.sitting, "image/jpeg", content)
		if got := into[struct{ State, Code string }](h.world, h.asks(h.second, "GET", "/api/upload-tickets/"+ticket, nil, "")); got.State != "refused" || got.Code != string(exam.CodeWrongType) {
			t.Errorf("%s: %+v, want it refused", name, got)
		}
	}
}
