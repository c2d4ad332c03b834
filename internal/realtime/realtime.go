// Package realtime tells browsers that something has changed, over WebSocket
// (centrifuge). An event is only a hint to fetch the snapshot again; channels
// keep a short history so that a browser that was away learns whether it missed
// one. It also knows who is connected.
package realtime

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/centrifugal/centrifuge"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// Watcher is told when devices connect to a sitting and when they are gone.
type Watcher interface {
	DeviceBack(ctx context.Context, sittingID, loginID string)
	DeviceGone(ctx context.Context, sittingID, loginID string)
	// StaffChanged is told when a member of staff came to a session or left it.
	StaffChanged(ctx context.Context, sessionID, staffID string)
}

// Scopes finds what a channel belongs to.
type Scopes interface {
	operation.Scopes
	operation.EnrolmentScopes
	// ExamScopeOf returns an exam's scope as a phone number that is enrolled in it
	// sees it, else CodeNotFound.
	ExamScopeOf(ctx context.Context, examID, phone string) (exam.Scope, error)
}

// Hub is the server's side of all browsers' event connections.
type Hub struct {
	node    *centrifuge.Node
	scopes  Scopes
	watcher Watcher
	ctx     context.Context // ends background work
	cancel  context.CancelFunc
}

const (
	historySize = 100
	historyTTL  = 5 * time.Minute
	// A dead connection is noticed after at most pingEvery + pongWithin, so that
	// an outage is told within 3 s (DESIGN.md, "Events").
	pingEvery  = 1500 * time.Millisecond
	pongWithin = time.Second
	// quickly is how many connections a server asks so often.
	quickly = 1000
)

// pace is how often a connection that is made is asked for a sign of life from then on,
// and how soon it must give it, where a server has so many already: it grows with their
// number above a thousand. Thousands have their common minute at once, in which neither
// the server nor, tried on one machine, the phones get round to everybody within a second:
// whoever is taken for dead then connects again, and makes it longer.
func pace(connections int) centrifuge.PingPongConfig {
	slower := time.Duration(max(connections, quickly))
	return centrifuge.PingPongConfig{PingInterval: pingEvery * slower / quickly, PongTimeout: pongWithin * slower / quickly}
}

// New returns a hub that is running. Watch must be called before browsers connect.
func New(scopes Scopes) (*Hub, error) {
	node, err := centrifuge.New(centrifuge.Config{LogLevel: centrifuge.LogLevelError, LogHandler: logError})
	if err != nil {
		return nil, fmt.Errorf("set up events: %w", err)
	}
	h := &Hub{node: node, scopes: scopes}
	h.ctx, h.cancel = context.WithCancel(context.Background())
	node.OnConnecting(h.connecting)
	node.OnConnect(h.connected)
	if err := node.Run(); err != nil {
		return nil, fmt.Errorf("start events: %w", err)
	}
	return h, nil
}

// Watch names who is told of connections.
func (h *Hub) Watch(w Watcher) { h.watcher = w }

// Close ends all connections; browsers come back by themselves.
func (h *Hub) Close(ctx context.Context) error {
	h.cancel()
	return h.node.Shutdown(ctx)
}

// Handler serves the WebSocket. The request's context must carry the actor.
func (h *Hub) Handler() http.Handler {
	ws := centrifuge.NewWebsocketHandler(h.node, centrifuge.WebsocketConfig{
		PingPongConfig: pace(0), MessageSizeLimit: 8 << 10, UseWriteBufferPool: true,
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		by := operation.ActorFrom(r.Context())
		ctx := centrifuge.SetCredentials(r.Context(), &centrifuge.Credentials{UserID: by.LoginID})
		ws.ServeHTTP(w, r.WithContext(ctx))
	})
}

func (h *Hub) connecting(ctx context.Context, _ centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
	if operation.ActorFrom(ctx).Kind == exam.ActorStranger {
		return centrifuge.ConnectReply{}, centrifuge.DisconnectInvalidToken
	}
	asked := pace(h.node.Hub().NumClients())
	return centrifuge.ConnectReply{PingPongConfig: &asked}, nil
}

func (h *Hub) connected(client *centrifuge.Client) {
	by := operation.ActorFrom(client.Context())
	client.OnSubscribe(func(e centrifuge.SubscribeEvent, reply centrifuge.SubscribeCallback) {
		err := h.authorise(client.Context(), by, e.Channel)
		if err != nil {
			reply(centrifuge.SubscribeReply{}, centrifuge.ErrorPermissionDenied)
			return
		}
		info, err := json.Marshal(presence{Kind: by.Kind, StaffID: by.StaffID})
		if err != nil {
			reply(centrifuge.SubscribeReply{}, centrifuge.ErrorInternal)
			return
		}
		reply(centrifuge.SubscribeReply{Options: centrifuge.SubscribeOptions{
			EnableRecovery: true, EmitPresence: true, ChannelInfo: info,
		}}, nil)
		go h.came(by, e.Channel)
	})
	client.OnUnsubscribe(func(e centrifuge.UnsubscribeEvent) {
		if e.Subscribed {
			go h.left(by, e.Channel)
		}
	})
}

// presence is what the hub remembers of a connection in a channel.
type presence struct {
	Kind    exam.ActorKind `json:"kind"`
	StaffID string         `json:"staff_id,omitempty"`
}

// authorise says who may listen to a channel.
func (h *Hub) authorise(ctx context.Context, by exam.Actor, channel string) error {
	kind, id, _ := strings.Cut(channel, ":")
	switch kind {
	case "sitting":
		scope, err := h.scopes.SittingScope(ctx, id)
		if err != nil {
			return err
		}
		return exam.Can(by, exam.ActionSeeSitting, scope)
	case "session":
		scope, err := h.scopes.SessionScope(ctx, id)
		if err != nil {
			return err
		}
		return exam.Can(by, exam.ActionSeeBoard, scope)
	case "enrolment":
		scope, err := h.scopes.EnrolmentScope(ctx, id)
		if err != nil {
			return err
		}
		return exam.Can(by, exam.ActionOwnEnrolment, scope)
	case "exam":
		scope, err := h.scopes.ExamScopeOf(ctx, id, by.Phone)
		if err != nil {
			return err
		}
		return exam.Can(by, exam.ActionOwnEnrolment, scope)
	}
	return exam.Errorf(exam.CodeNotFound, "no such channel")
}

func (h *Hub) came(by exam.Actor, channel string) {
	kind, id, _ := strings.Cut(channel, ":")
	switch {
	case kind == "sitting" && by.Kind != exam.ActorStaff:
		h.watcher.DeviceBack(h.ctx, id, by.LoginID)
	case kind == "session":
		h.watcher.StaffChanged(h.ctx, id, by.StaffID)
	}
}

func (h *Hub) left(by exam.Actor, channel string) {
	kind, id, _ := strings.Cut(channel, ":")
	switch {
	case h.ctx.Err() != nil: // the server itself is going
	case kind == "sitting" && by.Kind != exam.ActorStaff:
		h.watcher.DeviceGone(h.ctx, id, by.LoginID)
	case kind == "session":
		h.watcher.StaffChanged(h.ctx, id, by.StaffID)
	}
}

// Devices returns the logins of the candidate's devices connected to a sitting.
func (h *Hub) Devices(_ context.Context, sittingID string) (map[string]bool, error) {
	found, err := h.node.Presence("sitting:" + sittingID)
	if err != nil {
		return nil, fmt.Errorf("read presence of sitting %s: %w", sittingID, err)
	}
	logins := map[string]bool{}
	for _, client := range found.Presence {
		logins[client.UserID] = true
	}
	return logins, nil
}

// Staff returns the staff IDs connected to a session.
func (h *Hub) Staff(_ context.Context, sessionID string) (map[string]bool, error) {
	found, err := h.node.Presence("session:" + sessionID)
	if err != nil {
		return nil, fmt.Errorf("read presence of session %s: %w", sessionID, err)
	}
	staff := map[string]bool{}
	for _, client := range found.Presence {
		var p presence
		if err := json.Unmarshal(client.ChanInfo, &p); err == nil && p.StaffID != "" {
			staff[p.StaffID] = true
		}
	}
	return staff, nil
}

// Publish sends an event to the channels of all that it names.
func (h *Hub) Publish(_ context.Context, e exam.Outgoing) error {
	data, err := json.Marshal(event{e.Kind, e.SittingID, e.SessionID, e.LoginID, e.Version, e.At.UnixMilli()})
	if err != nil {
		return fmt.Errorf("encode event: %w", err)
	}
	keep := centrifuge.WithHistory(historySize, historyTTL)
	var failed []error
	for _, to := range []struct{ kind, id string }{
		{"sitting:", e.SittingID}, {"session:", e.SessionID}, {"enrolment:", e.EnrolmentID}, {"exam:", e.ExamID},
	} {
		if to.id != "" {
			_, err := h.node.Publish(to.kind+to.id, data, keep)
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// Tell sends something to the connections that a login has now, and to nobody else. It
// is not kept: who is away asks when she is back.
func (h *Hub) Tell(_ context.Context, loginID string, what any) error {
	clients := h.node.Hub().UserConnections(loginID)
	if len(clients) == 0 {
		return nil
	}
	data, err := json.Marshal(what)
	if err != nil {
		return fmt.Errorf("encode message to a device: %w", err)
	}
	for _, client := range clients {
		if err := client.Send(data); err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("tell a device: %w", err)
		}
	}
	return nil
}

// Hint is Publish for what is not in the record, such as presence.
func (h *Hub) Hint(ctx context.Context, sittingID, sessionID, kind string) error {
	return h.Publish(ctx, exam.Outgoing{Kind: kind, SittingID: sittingID, SessionID: sessionID, At: time.Now()})
}

// event is what browsers get.
type event struct {
	Kind      string `json:"kind"`
	SittingID string `json:"sitting_id,omitempty"`
	SessionID string `json:"session_id,omitempty"`
	LoginID   string `json:"login_id,omitempty"`
	Version   int64  `json:"version,omitempty"`
	At        int64  `json:"at"`
}

func logError(e centrifuge.LogEntry) {
	slog.Error("events: "+e.Message, "fields", e.Fields)
}
