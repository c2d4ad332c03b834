//go:build face

package face

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
	"time"
)

// page describes one face in the browser, by the nets and the engine that our web
// client is built with: once by the net alone on the crop that we hand it, once from
// the whole picture with the engine's own way of finding and cutting out the face.
const page = `<!doctype html><script type="module">
import { Human } from '/human/dist/human.esm.js';
const off = { enabled: false };
const picture = async (url) => {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: image.naturalWidth, height: image.naturalHeight });
  canvas.getContext('2d').drawImage(image, 0, 0);
  return canvas;
};
const say = (what) => fetch('/said', { method: 'POST', body: JSON.stringify(what) });
try {
  const human = new Human({
    backend: 'wasm', wasmPath: '/wasm/', modelBasePath: '/human/models/', cacheModels: false, warmup: 'none', debug: false,
    filter: off, gesture: off, body: off, hand: off, object: off, segmentation: off,
    face: {
      enabled: true, iris: off, emotion: off, antispoof: off, liveness: off,
      detector: { modelPath: 'blazeface.json', rotation: true, maxDetected: 1, skipFrames: 0, skipTime: 0 },
      mesh: { enabled: true, modelPath: 'facemesh.json' },
      description: { enabled: true, modelPath: 'faceres.json', skipFrames: 0, skipTime: 0 },
    },
  });
  await human.load();
  const { face } = await human.detect(await picture('/whole.png'));
  const { tf } = human;
  const crop = tf.expandDims(tf.cast(tf.browser.fromPixels(await picture('/crop.png')), 'float32'), 0);
  const outputs = [human.models.models.faceres.execute(crop)].flat();
  const numbers = outputs.find((one) => one.size === 1024);
  await say({ net: [...(await numbers.data())], whole: face.map((one) => one.embedding), backend: tf.getBackend() });
} catch (error) {
  await say({ error: String(error?.stack ?? error) });
}
</script>`

// inBrowser is what the page says.
type inBrowser struct {
	Net     []float32
	Whole   [][]float32
	Backend string
	Error   string
}

// TestABrowserDescribesAFaceAsTheServerDoes gives Chromium and our engine the same
// picture of a face: their numbers point the same way (cosine over 0.999).
//
// FEATURES: B7
func TestABrowserDescribesAFaceAsTheServerDoes(t *testing.T) {
	l := opened(t)
	whole := picture{portrait(t)}
	faces, err := l.faces(whole)
	if err != nil || len(faces) != 1 {
		t.Fatalf("%d faces in the portrait, %v", len(faces), err)
	}
	upright := faces[0].place
	upright.angle = faces[0].roll
	crop := rounded(whole.crop(upright, describeSize, 1, 0))
	ours, err := l.describe.run(picture{crop}.crop(square{describeSize / 2, describeSize / 2, describeSize, 0}, describeSize, 1, 0))
	if err != nil {
		t.Fatal(err)
	}
	said := askChromium(t, map[string]image.Image{"/whole.png": whole, "/crop.png": crop})
	if got := cosine(said.Net, ours[0]); got <= 0.999 {
		t.Errorf("the net's numbers in the browser (%s) and here: cosine %.6f, want over 0.999", said.Backend, got)
	}
	if len(said.Whole) != 1 {
		t.Fatalf("the browser found %d faces, want 1", len(said.Whole))
	}
	numbers, err := l.numbers(whole, faces[0])
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("cosine of the net's numbers %.6f, with each side's own cut %.6f", cosine(said.Net, ours[0]), cosine(said.Whole[0], numbers))
}

// rounded makes a picture of numbers, channels first.
func rounded(numbers []float32) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, describeSize, describeSize))
	at := func(channel, i int) uint8 { return uint8(numbers[channel*describeSize*describeSize+i] + 0.5) }
	for i := range describeSize * describeSize {
		out.SetRGBA(i%describeSize, i/describeSize, color.RGBA{at(0, i), at(1, i), at(2, i), 255})
	}
	return out
}

func cosine(a, b []float32) float64 {
	var ab, aa, bb float64
	for i := range min(len(a), len(b)) {
		x, y := float64(a[i]), float64(b[i])
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	return ab / math.Sqrt(aa*bb)
}

// askChromium opens the page in a browser of the machine's and returns what it says.
func askChromium(t *testing.T, pictures map[string]image.Image) inBrowser {
	t.Helper()
	const modules = "../../web/node_modules/"
	chromium := os.Getenv("CHROMIUM")
	if chromium == "" {
		chromium = "chromium"
	}
	if _, err := exec.LookPath(chromium); err != nil {
		t.Skip("no Chromium: scripts/deps.sh installs it")
	}
	said := make(chan inBrowser, 1)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(page)) }) // a browser that went away says nothing either
	mux.Handle("GET /human/", http.StripPrefix("/human/", http.FileServer(http.Dir(modules+"@vladmandic/human"))))
	mux.Handle("GET /wasm/", http.StripPrefix("/wasm/", http.FileServer(http.Dir(modules+"@tensorflow/tfjs-backend-wasm/dist"))))
	for path, p := range pictures {
		var text bytes.Buffer
		if err := png.Encode(&text, p); err != nil {
			t.Fatal(err)
		}
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(text.Bytes()) }) // as above
	}
	mux.HandleFunc("POST /said", func(_ http.ResponseWriter, r *http.Request) {
		var got inBrowser
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			got.Error = err.Error()
		}
		said <- got
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	var log bytes.Buffer
	browser := exec.CommandContext(t.Context(), chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--user-data-dir="+t.TempDir(), server.URL) //nolint:gosec // the machine's own browser
	browser.Stderr = &log
	if err := browser.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = browser.Process.Kill() // it has nothing more to say
		_ = browser.Wait()         // killed
	})
	select {
	case got := <-said:
		if got.Error != "" {
			t.Fatalf("the page: %s", got.Error)
		}
		return got
	case <-time.After(3 * time.Minute):
		t.Fatalf("the page says nothing; the browser: %s", log.String())
	}
	return inBrowser{}
}
