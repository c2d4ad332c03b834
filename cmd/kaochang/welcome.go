package main

import (
	"fmt"
	"io"

	"github.com/skip2/go-qrcode"

	"kaochang/internal/demo"
)

// printDemo says where to click, with a QR code of the candidate's page.
func printDemo(w io.Writer, origin string) {
	links := demo.Links(origin)
	_, _ = fmt.Fprintln(w, "\n  云考场 kaochang — demo")
	for _, l := range links {
		_, _ = fmt.Fprintf(w, "  %-28s %s\n", l.Title, l.URL)
	}
	_, _ = fmt.Fprintf(w, "\n  candidates 13800000001 … 13800000003 (13800000004 chooses among schools and majors, 13800000005 owes a fee, 13800000007 writes on paper, 13800000008 on the screen); staff steward, chair, examiner, proctor2, admin; password %s\n", demo.Password)
	code, err := qrcode.New(links[0].URL, qrcode.Low)
	if err != nil {
		return // the links stand above
	}
	_, _ = fmt.Fprintln(w, code.ToSmallString(false))
}
