package roster_test

import (
	"archive/zip"
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"kaochang/internal/exam"
	"kaochang/internal/roster"
)

// entry is a file of a zip.
type entry struct {
	name string
	raw  []byte
}

func packed(t *testing.T, entries ...entry) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, e := range entries {
		f, err := z.Create(e.name)
		if err == nil {
			_, err = f.Write(e.raw)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func pixels() image.Image {
	img := image.NewRGBA(image.Rect(0, 0, 40, 50))
	img.Set(3, 4, color.RGBA{200, 30, 30, 255})
	return img
}

// withPlace is a JPEG that says where it was taken, as phones write it (Exif).
func withPlace(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, pixels(), nil); err != nil {
		t.Fatal(err)
	}
	exif := append([]byte{0xff, 0xe1, 0x00, 0x1c}, "Exif\x00\x00GPS 39.9N 116.4E...."...)
	return append(append(append([]byte{}, out.Bytes()[:2]...), exif...), out.Bytes()[2:]...)
}

func pictureOf(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, pixels()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func (w *world) takes(by exam.Actor, raw []byte) (roster.PlanView, map[string]roster.PhotoVerdict) {
	w.t.Helper()
	id, err := w.TakePhotos(w.ctx, by, w.sends(exam.PurposeRosterPhotos, "照片.zip", raw).ID)
	w.no(err)
	w.wait()
	view, err := w.View(w.ctx, by, id)
	w.no(err)
	verdicts := map[string]roster.PhotoVerdict{}
	for _, p := range view.Photos {
		verdicts[p.Name] = p.Verdict
	}
	return view, verdicts
}

func TestPhotosHaveTheirVerdicts(t *testing.T) {
	w := newWorld(t)
	w.no(w.Import(w.ctx, w.admin, w.checks(w.admin, roster.RosterOptions{}, header, "1,张三,13800000001,,声乐,,", "2,李四,13800000002,,民商法学,,", "3,王五,13800000003,,声乐,,"), false))
	broken := pictureOf(t)[:60]
	_, got := w.takes(w.artist, packed(t,
		entry{"照片/1.jpg", withPlace(t)}, entry{"1.png", pictureOf(t)}, entry{"2.png", pictureOf(t)}, entry{"9.png", pictureOf(t)},
		entry{"3.jpg", []byte("<svg onload=alert(1)>")}, entry{"３.png", broken}, entry{"__MACOSX/._1.jpg", nil}, entry{"Thumbs.db", nil},
	))
	for name, want := range map[string]roster.PhotoVerdict{
		"照片/1.jpg": "set", "1.png": "twice", "2.png": "not_yours", "9.png": "unknown_candidate", "3.jpg": "not_an_image", "３.png": "not_an_image",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	if len(got) != 6 {
		t.Errorf("verdicts %v, want none on what systems add", got)
	}
	file, err := w.store.File(w.ctx, w.list()[0].PhotoID)
	w.no(err)
	src, err := w.blobs.Open(w.ctx, file.SHA256)
	w.no(err)
	defer func() { _ = src.Close() }()
	var kept bytes.Buffer
	if _, err := kept.ReadFrom(src); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(kept.Bytes(), []byte("Exif")) || bytes.Contains(kept.Bytes(), []byte("GPS")) {
		t.Error("the kept photo still says where it was taken")
	}
	if _, err := jpeg.Decode(&kept); err != nil || file.Type != "image/jpeg" {
		t.Errorf("the kept photo is %s and is read with %v", file.Type, err)
	}
	if kinds := w.kinds(); kinds[len(kinds)-1] != "roster.photos_set" {
		t.Errorf("ledger %q", kinds)
	}
	_, got = w.takes(w.admin, packed(t, entry{"1.png", pictureOf(t)}))
	if got["1.png"] != roster.PhotoReplaced {
		t.Errorf("a second photo is %q, want replaced", got["1.png"])
	}
}

func TestPacksThatAreNone(t *testing.T) {
	w := newWorld(t)
	lines := []string{header}
	large := make([]byte, 11<<20)
	var files []entry
	for _, n := range []string{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30"} {
		lines = append(lines, n+",张三,138000000"+n+",,声乐,,")
		files = append(files, entry{n + ".jpg", large[:10<<20]}) // zeros pack a thousandfold
	}
	w.no(w.Import(w.ctx, w.admin, w.checks(w.admin, roster.RosterOptions{}, lines...), false))
	for rule, c := range map[string]struct {
		raw  []byte
		why  string
		code exam.Code
	}{
		"no zip":         {[]byte("PK is how it begins"), "no_zip", exam.CodeWrongType},
		"an empty zip":   {packed(t), "no_photos", exam.CodeInvalid},
		"a zip bomb":     {packed(t, files...), "zip_bomb", exam.CodeTooLarge},
		"one large file": {packed(t, entry{"01.jpg", large}), "", ""},
	} {
		view, got := w.takes(w.admin, c.raw)
		if view.Why != c.why || view.Code != c.code {
			t.Errorf("%s: %q %q, want %q %q", rule, view.Code, view.Why, c.code, c.why)
		}
		if c.why == "" && got["01.jpg"] != roster.PhotoTooLarge {
			t.Errorf("%s: %v, want too_large", rule, got)
		}
	}
}
