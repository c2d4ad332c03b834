package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"kaochang/internal/account"
	"kaochang/internal/config"
	"kaochang/internal/ident"
	"kaochang/internal/operation"
	"kaochang/internal/school"
	"kaochang/internal/sheet"
	"kaochang/internal/store"
)

// newSchool joins schools with how their staff's passwords are kept.
func newSchool(db *store.Store) *school.Service {
	return school.New(school.Parts{Store: db, Hash: account.HashPassword, Write: writeLedger, Now: now})
}

func writeLedger(w io.Writer, t school.Table) error {
	return sheet.WriteXLSX(w, sheet.Table{Name: t.Name, Header: t.Header, Rows: t.Rows})
}

// writeTable writes the table of an export.
func writeTable(w io.Writer, t operation.Table) error {
	return sheet.WriteXLSX(w, sheet.Table{Name: t.Name, Header: t.Header, Rows: t.Rows})
}

// printSetup prints the link that founds the first school of an empty server; it
// is good until a school is there.
func printSetup(ctx context.Context, a *app, origin string) error {
	token, err := a.school.SetupToken(ctx)
	if err != nil || token == "" {
		return err
	}
	_, err = fmt.Fprintf(os.Stdout, "\n  There is no school yet. Make the first one here:\n  还没有学校，请打开下面的链接建立：\n\n  %s/staff/setup#%s\n\n", origin, token)
	return err
}

// staffCommand is what whoever has the machine may do with staff.
type staffCommand struct {
	Add staffAddCommand `cmd:"" help:"Add an administrator, and the school where its slug is new."`
}

// staffAddCommand adds an administrator.
type staffAddCommand struct {
	config.Server
	Admin      bool   `help:"Make an administrator of the school. Required: all other staff are added in the console." required:""`
	School     string `help:"The school's slug, as in its links: small letters, digits and dashes." required:""`
	SchoolName string `name:"school-name" help:"The school's name, for a new one. Default: the slug."`
	Username   string `help:"Sign-in name. Default ${default}." default:"admin"`
	Name       string `help:"The person's name. Default: the sign-in name."`
}

// Run adds the administrator and prints a first password, which must be changed at
// the first sign-in. It may run beside a server.
func (c *staffAddCommand) Run(ctx context.Context) (err error) {
	if err := c.Resolve(); err != nil {
		return err
	}
	logTo(c.LogLevel)
	if err := os.MkdirAll(c.Data, 0o750); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	db, err := store.Open(ctx, store.Config{DSN: c.Database, Now: now})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	password := ident.PairingCode(14)
	name, schoolName := c.Name, c.SchoolName
	if name == "" {
		name = c.Username
	}
	if schoolName == "" {
		schoolName = c.School
	}
	err = newSchool(db).AddAdmin(ctx, school.Founding{Slug: c.School, Name: schoolName, Username: c.Username, Admin: name, Password: password})
	if err != nil {
		return err
	}
	fmt.Printf("%s may sign in at %s/staff/?school=%s with the password %s and must change it there.\n", c.Username, c.Origin(), c.School, password)
	return nil
}
