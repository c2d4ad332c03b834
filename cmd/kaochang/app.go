package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"kaochang/internal/account"
	"kaochang/internal/announce"
	"kaochang/internal/checkin"
	"kaochang/internal/config"
	"kaochang/internal/demo"
	"kaochang/internal/enquiry"
	"kaochang/internal/enrol"
	"kaochang/internal/evidence"
	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/interview"
	"kaochang/internal/jobs"
	"kaochang/internal/material"
	"kaochang/internal/pay/wechatsim"
	"kaochang/internal/payment"
	"kaochang/internal/planning"
	"kaochang/internal/realtime"
	"kaochang/internal/review"
	"kaochang/internal/room"
	"kaochang/internal/school"
	"kaochang/internal/seal"
	"kaochang/internal/server"
	"kaochang/internal/sms"
	"kaochang/internal/store"
	"kaochang/internal/upload"
	"kaochang/internal/waiting"
)

// app is a running server's parts.
type app struct {
	handler http.Handler
	hub     *realtime.Hub
	school  *school.Service
	close   func() error
}

// start is how a server begins.
type start struct {
	demo  bool // with simulators in place of what costs money or a contract
	empty bool // a demo without the demo school: its first school is made by hand
}

// builder collects the parts while they are built, and how to stop them.
type builder struct {
	config *config.Server
	start
	secrets secrets
	store   *store.Store
	blobs   blobs
	pieces  upload.Pieces
	uploads upload.Uploads
	hub     *realtime.Hub
	media   *mediaParts
	timers  *jobs.Timers
	inbox   *sms.Inbox
	bank    *wechatsim.Sim // of a demo
	metrics *prometheus.Registry
	features

	ctx    context.Context // of background work
	wait   sync.WaitGroup
	closed []func() error // in reverse
}

// build makes the parts and starts what works in the background.
func build(ctx context.Context, c *config.Server, how start) (_ *app, err error) {
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	b := &builder{config: c, start: how, ctx: background, inbox: sms.NewInbox(now), metrics: prometheus.NewRegistry()}
	b.metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	b.onClose(func() error { stop(); b.wait.Wait(); return nil })
	defer func() {
		if err != nil {
			err = errors.Join(err, b.stop())
		}
	}()
	for _, step := range []func() error{b.openStorage, b.startMedia, b.makeFeatures, b.makeUploads, b.startJobs, b.seed, b.startBackground} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	handler, _ := server.New(server.Parts{
		Actor: b.account.Actor, CookieName: account.CookieName, Ready: b.ready, Register: b.register,
		Events: b.hub.Handler(), Uploads: b.uploads, Media: b.media.proxy(b), Payments: b.payment.Callback(), PaymentsPath: payment.CallbackPath, Metrics: b.metrics,
		PublicURL: c.PublicURL, TrustProxy: c.TrustProxy, Secure: c.Secure(), Demo: how.demo, Version: version,
	})
	return &app{handler: handler, hub: b.hub, school: b.school, close: b.stop}, nil
}

func (b *builder) onClose(fn func() error) { b.closed = append(b.closed, fn) }

func (b *builder) stop() error {
	var failed []error
	for i := len(b.closed) - 1; i >= 0; i-- {
		failed = append(failed, b.closed[i]())
	}
	b.closed = nil
	return errors.Join(failed...)
}

// inBackground runs work until the server stops.
func (b *builder) inBackground(work func(ctx context.Context)) {
	b.wait.Go(func() { work(b.ctx) })
}

func (b *builder) openStorage() (err error) {
	if err := os.MkdirAll(b.config.Data, 0o750); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	if b.secrets, err = loadSecrets(filepath.Join(b.config.Data, "secrets.json")); err != nil {
		return err
	}
	if err := b.openFiles(); err != nil {
		return err
	}
	if b.store, err = store.Open(b.ctx, store.Config{DSN: b.config.Database, Now: now}); err != nil {
		return err
	}
	b.closed = append([]func() error{b.store.Close}, b.closed...) // last of all
	return b.store.Migrate(b.ctx)
}

func (b *builder) makeFeatures() (err error) {
	if b.hub, err = realtime.New(b.store); err != nil {
		return err
	}
	box, err := seal.New(b.secrets.IdentityKey)
	if err != nil {
		return err
	}
	sender, err := b.makeSender()
	if err != nil {
		return err
	}
	settings := account.Settings{CodeKey: b.secrets.CodeKey, Box: box, Secure: b.config.Secure()}
	if b.demo {
		settings.CodesPerAddressPerMinute, settings.PasswordTriesPerMinute = demoRate, demoRate
	}
	b.account = account.New(b.store, sender, settings, now)
	b.enrol = enrol.New(b.store, now)
	b.room = room.New(b.store, b.hub, b.blobs, now)
	if err := b.makePayment(); err != nil {
		return err
	}
	b.checkin = checkin.New(checkin.Parts{
		Due:   b.payment.Due,
		Store: b.store, Snapshots: b.room, Logins: deviceLogins{b.account}, Tokens: b.media, Stills: b.blobs, Presence: b.hub, Now: now,
		ClaimsPerMinute: demoRateIf(b.demo),
	})
	b.waiting = waiting.New(b.store, b.room, now)
	b.interview = interview.New(b.store, b.room, b.blobs, now)
	b.evidence = evidence.New(b.store, b.media, b.media, b.recorderOwner(), now)
	b.media.kept, b.media.came = b.evidence.Keep, b.evidence.Kick
	b.review = review.New(b.store, b.blobs, now)
	b.material = material.New(b.store, b.blobs, b.review, now)
	b.makeNotices(sender)
	b.makeWritten(box)
	b.makeVideo()
	b.makeRoster(box)
	b.makeFlow()
	b.makePractice()
	if err := b.makeIdentity(); err != nil {
		return err
	}
	b.school = newSchool(b.store)
	b.announce, b.enquiry = announce.New(b.store, b.blobs, now), enquiry.New(b.store, b.blobs, now)
	b.payment.Write, b.review.Write, b.announce.Write, b.enquiry.Write = writeTable, writeTable, writeTable, writeTable
	b.planning = planning.New(planning.Parts{Store: b.store, PaysOnline: b.payment.PaysOnline, Now: now})
	b.hub.Watch(watcher{b.checkin, b.hub})
	return b.makeAdmission()
}

// recorderOwner names this server among those that share a database. It is the
// same after a restart, so that a killed server goes on recording at once and
// need not wait for the end of its own lease.
func (b *builder) recorderOwner() string { return ident.Hash("recorder of " + b.secrets.MediaSecret) }

// demoRate is how many sign-ins a minute a demo takes from one address: a
// rehearsal sends a whole cohort from one machine.
const demoRate = 60000

func (b *builder) startJobs() (err error) {
	b.timers, err = jobs.New(b.store.WriteDB(), b.store.Dialect(), jobs.Handlers{
		ExpireInvitation: b.interview.ExpireInvitation, CloseSession: b.interview.CloseSession,
		SpreadNotice: b.notice.Spread, SendNotice: b.notice.Send,
		Submit: b.written.Expire, ReleasePapers: b.written.ReleaseDue, SettleVideo: b.video.Settle,
	})
	if err != nil {
		return err
	}
	b.store.SetEnqueue(b.timers.Enqueue)
	b.store.SetEnqueueSMS(b.timers.EnqueueSMS)
	if err := b.timers.Start(b.ctx); err != nil {
		return err
	}
	b.onClose(func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		return b.timers.Stop(ctx)
	})
	return nil
}

func (b *builder) seed() error {
	if !b.demo || b.empty {
		return nil
	}
	if err := demo.Seed(b.ctx, demoStore{b.store}, now()); err != nil {
		return err
	}
	return b.seedPapers()
}

func (b *builder) startBackground() error {
	b.inBackground(func(ctx context.Context) {
		realtime.Drain(ctx, b.store, b.publish)
	})
	b.inBackground(func(ctx context.Context) {
		if err := b.media.Recover(ctx, b.evidence.Keep); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "pieces of recordings not recovered; they stay where they are", "error", err)
		}
		b.evidence.Run(ctx)
	})
	b.inBackground(func(ctx context.Context) { b.checkin.WatchDevices(ctx, 5*time.Second) })
	b.inBackground(b.settleFees)
	b.inBackground(b.video.Watch)
	b.inBackground(b.joinTakes)
	b.inBackground(b.playMocks)
	b.inBackground(b.sweepBlobs)
	b.inBackground(func(ctx context.Context) { b.roster.Purge(ctx, purgeFailed) })
	b.inBackground(b.identity.Run)
	b.inBackground(func(ctx context.Context) { b.identity.PurgeLoop(ctx, picturesNotDeleted) })
	return nil
}

// publish takes each committed event: it puts out of the media room whom the
// phase no longer admits, lets recorders follow, and hints browsers.
func (b *builder) publish(ctx context.Context, e exam.Outgoing) error {
	b.evidence.Kick()
	if b.media.Expected(e.SittingID) {
		b.inBackground(func(ctx context.Context) { b.enforce(ctx, e.SittingID) })
	}
	return b.hub.Publish(ctx, e)
}

func (b *builder) register(api huma.API) {
	register(api, &b.features)
	if b.demo {
		demo.Register(api, demoStore{b.store}, b.inbox, cashier{b.bank, b.payment}, now)
	}
}

// ready returns nil when an interview can be held: database and media answer.
func (b *builder) ready(ctx context.Context) error {
	return errors.Join(b.store.Ping(ctx), b.media.healthy(ctx))
}

// deviceLogins lets checkin open logins.
type deviceLogins struct{ account *account.Service }

// OpenDeviceLogin opens the login of a paired device.
func (d deviceLogins) OpenDeviceLogin(ctx context.Context, p exam.Pairing, label string) (exam.Login, string, error) {
	signed, err := d.account.OpenDevice(ctx, p, label)
	return signed.Login, signed.Token, err
}

// demoStore gives demo the store's transaction by the methods that it needs.
type demoStore struct{ *store.Store }

// Seed runs a set-up in one transaction.
func (d demoStore) Seed(ctx context.Context, fn func(demo.Setup) error) error {
	return d.Store.Seed(ctx, func(tx store.Setup) error { return fn(tx) })
}

// watcher tells checkin of devices and browsers of staff.
type watcher struct {
	*checkin.Service
	hub *realtime.Hub
}

// StaffChanged hints a session's browsers that somebody of its staff came or left.
func (w watcher) StaffChanged(ctx context.Context, sessionID, _ string) {
	if err := w.hub.Hint(ctx, "", sessionID, "presence"); err != nil && ctx.Err() == nil {
		logHint(ctx, sessionID, err)
	}
}

func demoRateIf(isDemo bool) int {
	if isDemo {
		return demoRate
	}
	return 0
}
