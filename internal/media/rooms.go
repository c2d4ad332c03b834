package media

import (
	"context"
	"errors"
	"fmt"

	"github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/twitchtv/twirp"
)

// Rooms sees who is in the SFU's rooms and puts people out.
type Rooms struct {
	client *lksdk.RoomServiceClient
}

// NewRooms returns the control of the SFU's rooms.
func NewRooms(c SFUConfig) *Rooms {
	return &Rooms{lksdk.NewRoomServiceClient(c.URL("http"), c.Key, c.Secret)}
}

// Bearers lists who is in a room, hidden ones included; nobody for a room that
// does not exist.
func (r *Rooms) Bearers(ctx context.Context, room string) ([]Bearer, error) {
	found, err := r.client.ListParticipants(ctx, &livekit.ListParticipantsRequest{Room: room})
	if isNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list participants of %s: %w", room, err)
	}
	var bearers []Bearer
	for _, p := range found.Participants {
		bearers = append(bearers, Bearer{Room: room, Identity: p.Identity, LoginID: p.Attributes[loginAttribute]})
	}
	return bearers, nil
}

// Remove puts somebody out of a room; who is not there is no error.
func (r *Rooms) Remove(ctx context.Context, b Bearer) error {
	_, err := r.client.RemoveParticipant(ctx, &livekit.RoomParticipantIdentity{Room: b.Room, Identity: b.Identity})
	if err != nil && !isNotFound(err) {
		return fmt.Errorf("remove %s from %s: %w", b.Identity, b.Room, err)
	}
	return nil
}

func isNotFound(err error) bool {
	var twerr twirp.Error
	return errors.As(err, &twerr) && twerr.Code() == twirp.NotFound
}
