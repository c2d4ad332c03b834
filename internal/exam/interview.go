package exam

import "time"

// Hall is what a rule of the waiting area needs to know of the other sittings
// of the session; the store reads it under the session's lock.
type Hall struct {
	Session Session
	Peers   []Peer // the other sittings of the session
}

// Peer is another sitting of the same session.
type Peer struct {
	ID        string
	Phase     Phase
	QueueRank int
	CallBy    string // staff ID of the steward on call, "" for none
}

// EnterWaiting takes the first camera from check-in to the waiting area
// (manual 2.1.6), when all steps of its flow are passed: CodeStepsOwed with the
// "step" otherwise. It returns CodeDeviceReplaced for any other device.
func (s *Sitting) EnterWaiting(by Actor, in Session, now time.Time) error {
	if err := in.For(s).CheckEntry(s.Phase, now); err != nil {
		return err
	}
	if err := s.CheckHolds(by, FirstPosition); err != nil {
		return err
	}
	if s.Phase != PhaseCheckIn { // an invitation leads back here, too, but by its own answers
		return Errorf(CodeConflict, "check-in is over").With("phase", string(s.Phase))
	}
	if err := s.checkSteps(); err != nil {
		return err
	}
	if err := s.move(PhaseWaiting, by, "", now, "sitting.waiting"); err != nil {
		return err
	}
	s.WaitingSince = now
	return nil
}

// Invite calls the candidate into the panel's room (FEATURES C7). Only one
// sitting of a session is invited or interviewing at a time: CodePanelBusy. A
// session that requires the second camera refuses with CodeSecondCameraMissing
// until one has joined. The candidate has the session's InviteTTL to accept.
func (s *Sitting) Invite(by Actor, in Hall, now time.Time) error {
	if end := in.Session.For(s).EndsAt; !now.Before(end) {
		return Errorf(CodeSittingOver, "the session ended at %s", stamp(end))
	}
	for _, p := range in.Peers {
		if p.Phase == PhaseInvited || p.Phase == PhaseInterviewing {
			return Errorf(CodePanelBusy, "another candidate is already invited or in the interview").With("sitting_id", p.ID)
		}
	}
	if s.Phase == PhaseWaiting && s.CameraPolicy(in.Session) == SecondCameraRequired && s.Device(SecondPosition) == nil {
		return Errorf(CodeSecondCameraMissing, "the second camera has not joined yet")
	}
	if err := s.move(PhaseInvited, by, "", now, "sitting.invited"); err != nil {
		return err
	}
	ttl := in.Session.InviteTTL
	if ttl <= 0 {
		ttl = DefaultInviteTTL
	}
	s.Invitation = &Invitation{InvitedAt: now, ExpiresAt: now.Add(ttl), By: by.StaffID}
	s.RefusedInvitation = false
	s.timers = append(s.timers, Timer{TimerInvitation, s.Invitation.ExpiresAt})
	s.closesLater(in.Session)
	return nil
}

// Accept begins the interview (manual 2.1.8, 开始面试). Only the first camera
// may, and only before the invitation expires: CodeInvitationExpired after it,
// whether or not the timed job has run.
func (s *Sitting) Accept(by Actor, now time.Time) error {
	if err := s.checkInvited(now); err != nil {
		return err
	}
	if err := s.CheckHolds(by, FirstPosition); err != nil {
		return err
	}
	if err := s.move(PhaseInterviewing, by, "", now, "sitting.interviewing"); err != nil {
		return err
	}
	s.StartedAt, s.Invitation, s.Call = now, nil, nil
	return nil
}

func (s *Sitting) checkInvited(now time.Time) error {
	if s.Phase == PhaseInvited && s.Invitation != nil && !now.Before(s.Invitation.ExpiresAt) {
		return Errorf(CodeInvitationExpired, "the invitation has lapsed; the panel was told")
	}
	return nil
}

// Decline sends the candidate back to the waiting area at her own wish.
func (s *Sitting) Decline(by Actor, now time.Time) error {
	if err := s.CheckHolds(by, FirstPosition); err != nil {
		return err
	}
	return s.back(by, now, "sitting.declined", func() { s.RefusedInvitation = true })
}

// CallBack withdraws an invitation before it was answered.
func (s *Sitting) CallBack(by Actor, now time.Time) error {
	return s.back(by, now, "sitting.called_back", func() {})
}

// ExpireInvitation sends an unanswered invitation back (FEATURES C9). It
// changes nothing unless the sitting is invited and the time is up, so a late or
// repeated job does no harm.
func (s *Sitting) ExpireInvitation(now time.Time) error {
	if s.Phase != PhaseInvited || s.Invitation == nil || now.Before(s.Invitation.ExpiresAt) {
		return nil
	}
	return s.back(Clock(), now, "sitting.unanswered", func() { s.MissedInvitations++ })
}

func (s *Sitting) back(by Actor, now time.Time, kind string, also func()) error {
	if s.Phase != PhaseInvited { // the table also lets nobody else here
		return Errorf(CodeConflict, "there is no invitation to answer").With("phase", string(s.Phase))
	}
	if err := s.move(PhaseWaiting, by, "", now, kind); err != nil {
		return err
	}
	s.Invitation = nil
	if s.Mock {
		s.WaitingSince = now // the clock invites again some time later
	}
	also()
	return nil
}

// Defer moves a waiting candidate behind everybody else (暂缓). It owes a reason.
func (s *Sitting) Defer(by Actor, reason string, in Hall, now time.Time) error {
	if !by.isAny([]Party{PartyPanel}) {
		return Errorf(CodeForbidden, "only the panel defers")
	}
	if s.Phase != PhaseWaiting {
		return Errorf(CodeConflict, "only a waiting candidate can be deferred").With("phase", string(s.Phase))
	}
	if reason == "" {
		return Errorf(CodeInvalid, "a reason is needed to defer")
	}
	last := s.QueueRank
	for _, p := range in.Peers {
		last = max(last, p.QueueRank)
	}
	s.QueueRank = last + 1
	s.Deferrals++
	s.note("sitting.deferred", "sitting", by, now, nil)
	s.facts[len(s.facts)-1].Reason = reason
	return nil
}

// MarkAbsent records that the candidate did not come (缺考).
func (s *Sitting) MarkAbsent(by Actor, reason string, now time.Time) error {
	if err := s.move(PhaseAbsent, by, reason, now, "sitting.absent"); err != nil {
		return err
	}
	s.EndedAt, s.EndReason, s.Call = now, reason, nil
	return nil
}

// Reopen lets an absent or finished candidate check in again.
func (s *Sitting) Reopen(by Actor, reason string, now time.Time) error {
	if s.Phase != PhaseAbsent && s.Phase != PhaseFinished { // who has not entered enters by Join, in her window
		return Errorf(CodeConflict, "only an absent or finished sitting is reopened").With("phase", string(s.Phase))
	}
	if err := s.move(PhaseCheckIn, by, reason, now, "sitting.reopened"); err != nil {
		return err
	}
	s.EndedAt, s.StartedAt, s.EndReason = time.Time{}, time.Time{}, ""
	return nil
}

// End ends the interview for good (FEATURES C13). Both devices leave, and
// released questions are no longer shown.
func (s *Sitting) End(by Actor, reason string, now time.Time) error {
	if err := s.move(PhaseFinished, by, reason, now, "sitting.finished"); err != nil {
		return err
	}
	s.EndedAt, s.EndReason = now, reason
	return nil
}

// CloseSession is what the session's end does to a sitting: a running interview
// is ended, an open invitation lapses, and who never entered is absent. It
// changes nothing before the session's end, nor before her own where it is later.
func (s *Sitting) CloseSession(in Session, now time.Time) error {
	if now.Before(in.EndsAt) {
		return nil
	}
	if s.Mock {
		return s.EndMock("session_end", now)
	}
	if s.Type == TypeWritten {
		return s.closeWritten(in, now)
	}
	if s.Type == TypeVideo {
		return s.SettleVideo(nil, in, now)
	}
	over := !now.Before(in.For(s).EndsAt)
	switch {
	case s.Phase == PhaseInterviewing && over:
		return s.End(Clock(), "session_end", now)
	case s.Phase == PhaseInvited && over:
		return s.back(Clock(), now, "sitting.unanswered", func() { s.MissedInvitations++ })
	case s.Phase == PhaseAssigned:
		return s.MarkAbsent(Clock(), "session_end", now)
	}
	return nil
}
