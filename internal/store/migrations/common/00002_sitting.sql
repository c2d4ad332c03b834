-- +goose Up
CREATE TABLE sitting (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, session_id TEXT NOT NULL, enrolment_id TEXT NOT NULL, type TEXT NOT NULL, phase TEXT NOT NULL, version BIGINT NOT NULL,
  order_no BIGINT NOT NULL, queue_rank BIGINT NOT NULL, deferrals BIGINT NOT NULL, missed_invitations BIGINT NOT NULL,
  refused_invitation BOOLEAN NOT NULL, waiting_since BIGINT NOT NULL, invited_at BIGINT NOT NULL, invite_expires_at BIGINT NOT NULL,
  invited_by TEXT NOT NULL, call_staff_id TEXT NOT NULL, call_name TEXT NOT NULL, call_muted BOOLEAN NOT NULL, call_since BIGINT NOT NULL,
  started_at BIGINT NOT NULL, ended_at BIGINT NOT NULL, end_reason TEXT NOT NULL,
  UNIQUE (session_id, enrolment_id), UNIQUE (school_id, id),
  FOREIGN KEY (school_id, session_id) REFERENCES session (school_id, id),
  FOREIGN KEY (school_id, enrolment_id) REFERENCES enrolment (school_id, id)
);
CREATE INDEX sitting_enrolment ON sitting (enrolment_id);
CREATE INDEX sitting_phase ON sitting (phase);
CREATE INDEX sitting_session ON sitting (session_id, phase);
CREATE TABLE sitting_device (
  sitting_id TEXT NOT NULL, position BIGINT NOT NULL, school_id TEXT NOT NULL, login_id TEXT NOT NULL,
  label TEXT NOT NULL, joined_at BIGINT NOT NULL, PRIMARY KEY (sitting_id, position),
  FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id)
);
CREATE TABLE question (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, session_id TEXT NOT NULL, number BIGINT NOT NULL,
  title TEXT NOT NULL, body TEXT NOT NULL, file_id TEXT NOT NULL, UNIQUE (session_id, number), UNIQUE (school_id, id),
  FOREIGN KEY (school_id, session_id) REFERENCES session (school_id, id)
);
CREATE TABLE release (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL, question_id TEXT NOT NULL,
  released_at BIGINT NOT NULL, withdrawn_at BIGINT NOT NULL, opened_at BIGINT NOT NULL,
  FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id),
  FOREIGN KEY (school_id, question_id) REFERENCES question (school_id, id)
);
CREATE INDEX release_sitting ON release (sitting_id);
CREATE TABLE message (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL, from_staff_id TEXT NOT NULL,
  from_name TEXT NOT NULL, text TEXT NOT NULL, at BIGINT NOT NULL,
  FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id)
);
CREATE INDEX message_sitting ON message (sitting_id);
CREATE TABLE interruption (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL, position BIGINT NOT NULL,
  started_at BIGINT NOT NULL, ended_at BIGINT NOT NULL,
  FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id)
);
CREATE UNIQUE INDEX interruption_open ON interruption (sitting_id, position) WHERE ended_at = 0;
CREATE INDEX interruption_sitting ON interruption (sitting_id);
