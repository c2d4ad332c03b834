package main

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"io"
	"iter"

	"kaochang/internal/admission"
	"kaochang/internal/pdf"
)

// makeAdmission joins admission tickets with their printer.
func (b *builder) makeAdmission() error {
	key, err := hkdf.Key(sha256.New, b.secrets.CodeKey, nil, "admission tickets", 32)
	if err != nil {
		return fmt.Errorf("derive the key of tickets: %w", err)
	}
	b.admission = admission.New(admission.Parts{Store: b.store, Blobs: b.blobs, Print: printTickets, Key: key, Now: now})
	return nil
}

// printTickets draws tickets as PDF.
func printTickets(w io.Writer, title string, list iter.Seq2[admission.Sheet, error]) error {
	return pdf.Tickets(w, title, func(yield func(pdf.Printed, error) bool) {
		for one, err := range list {
			if !yield(pdf.Printed(one), err) {
				return
			}
		}
	})
}
