// Package webclient holds the two built web clients inside the binary. The
// build puts them into dist; without them the server answers with a page that
// says how to build.
package webclient

import (
	"embed"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed all:dist
var dist embed.FS

const notBuilt = `<!doctype html><meta charset="utf-8"><title>kaochang</title>
<p>The web client is not in this binary. Build it with <code>make build</code>.
<p>此程序未包含网页客户端，请用 <code>make build</code> 构建。`

// Handler serves a client ("candidate" or "console") below base. A path that is
// no file of the client gets its page, since the client routes by itself. Hashed
// assets may be kept for ever, the page may not.
func Handler(client, base string) http.Handler {
	files, err := fs.Sub(dist, path.Join("dist", client))
	if err != nil {
		panic(err) // the name is a constant of ours
	}
	server := http.StripPrefix(strings.TrimSuffix(base, "/"), http.FileServerFS(files))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, strings.TrimSuffix(base, "/")), "/")
		info, err := fs.Stat(files, name)
		if name == "" || err != nil || info.IsDir() {
			page(w, r, files)
			return
		}
		if strings.HasPrefix(name, "assets/") {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		} else {
			w.Header().Set("Cache-Control", "no-cache")
		}
		server.ServeHTTP(w, r)
	})
}

func page(w http.ResponseWriter, r *http.Request, files fs.FS) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	html, err := fs.ReadFile(files, "index.html")
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		html = []byte(notBuilt)
	}
	_, _ = w.Write(html) // the client may have gone
}
