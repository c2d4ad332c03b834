//go:build face

package server_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"kaochang/internal/blob"
	"kaochang/internal/exam"
	"kaochang/internal/face"
	"kaochang/internal/ident"
	"kaochang/internal/identity"
)

// parts is where make face leaves the engine's parts.
const parts = "../../bin/face"

// noisy is a face before a camera, with the camera's noise: no two are the same.
func noisy(t *testing.T, seed uint64) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(parts, "portrait.jpg"))
	if err != nil {
		t.Skip("the engine's parts are not there: make face-test brings them")
	}
	p, err := jpeg.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	out, random := image.NewRGBA(image.Rect(0, 0, 320, 240)), rand.New(rand.NewPCG(seed, 1))
	draw.Draw(out, out.Bounds(), image.NewUniform(color.Gray{Y: 150}), image.Point{}, draw.Src)
	draw.Draw(out, image.Rect(100, 60, 218, 184), p, image.Pt(14, 143), draw.Src)
	for range 2000 {
		out.SetRGBA(random.IntN(320), random.IntN(240), color.RGBA{R: uint8(random.IntN(256)), G: 150, B: 150, A: 255})
	}
	var jpg bytes.Buffer
	if err := jpeg.Encode(&jpg, out, &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	return jpg.Bytes()
}

// TestTheEngineAdvises holds the right face still before the camera: it is alike, but
// it does not move, so it does not pass, whatever the page says.
func TestTheEngineAdvises(t *testing.T) {
	portrait := noisy(t, 0)
	w := newWorld(t)
	engine, err := face.Open(parts)
	w.no(err)
	w.engine = engine
	w.build()
	admin, steward := w.admin(), w.inRoom(exam.RoleSteward)
	w.flows(admin, faceFlow(false))
	w.keepsRule(admin, func(r *identity.FaceRuleBody) { r.Provider = exam.FaceLocal })
	blobs, err := blob.OpenDisk(filepath.Join(w.data, "blobs"))
	w.no(err)
	sum, size, err := blobs.Put(t.Context(), bytes.NewReader(portrait))
	w.no(err)
	w.no(w.db.SetPhotos(t.Context(), []exam.File{{
		ID: ident.New(), SchoolID: "a", OwnerID: "a-candidate-0", Purpose: exam.PurposePhoto, Name: "a.jpg", Type: "image/jpeg", SHA256: sum, Bytes: size, CreatedAt: w.clock.Now(),
	}}, nil))
	her := w.enters(0)
	w.answers(her, 0, true)
	c := w.challenge(her, 0)
	for place := range c.Actions {
		same(w, "frame", w.frame(her, 0, c.ID, c.Nonce, place, noisy(t, uint64(place+1))).status, http.StatusNoContent)
	}
	w.does(her, w.sitting(0, "POST /face-checks"), map[string]any{"challenge_id": c.ID, "nonce": c.Nonce})
	w.looks()
	try := w.record(steward, 0).Tries[0]
	if try.Verdict != exam.FaceFailed || !slices.Equal(try.Reasons, []exam.FaceReason{exam.FaceActionMissing}) || try.Similarity < 50 {
		t.Errorf("%s %v, %d %% alike; want it alike and not passed, since nothing moves", try.Verdict, try.Reasons, try.Similarity)
	}
	same(w, "decided by", try.Provider, exam.FaceLocal)
	same(w, "tries left", w.face(her, 0).TriesLeft, 2)
}
