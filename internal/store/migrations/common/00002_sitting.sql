-- +goose Up
CREATE TABLE sitting (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL REFERENCES school (id), session_id TEXT NOT NULL REFERENCES session (id),
  enrolment_id TEXT NOT NULL REFERENCES enrolment (id), type TEXT NOT NULL, phase TEXT NOT NULL, version BIGINT NOT NULL,
  order_no BIGINT NOT NULL, queue_rank BIGINT NOT NULL, deferrals BIGINT NOT NULL, missed_invitations BIGINT NOT NULL,
  refused_invitation BOOLEAN NOT NULL, waiting_since BIGINT NOT NULL, invited_at BIGINT NOT NULL, invite_expires_at BIGINT NOT NULL,
  invited_by TEXT NOT NULL, call_staff_id TEXT NOT NULL, call_name TEXT NOT NULL, call_muted BOOLEAN NOT NULL, call_since BIGINT NOT NULL,
  started_at BIGINT NOT NULL, ended_at BIGINT NOT NULL, end_reason TEXT NOT NULL, UNIQUE (session_id, enrolment_id)
);
CREATE INDEX sitting_enrolment ON sitting (enrolment_id);
CREATE INDEX sitting_phase ON sitting (phase);
CREATE TABLE sitting_device (
  sitting_id TEXT NOT NULL REFERENCES sitting (id), position BIGINT NOT NULL, school_id TEXT NOT NULL, login_id TEXT NOT NULL,
  label TEXT NOT NULL, joined_at BIGINT NOT NULL, PRIMARY KEY (sitting_id, position)
);
CREATE TABLE question (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, session_id TEXT NOT NULL REFERENCES session (id), number BIGINT NOT NULL,
  title TEXT NOT NULL, body TEXT NOT NULL, file_id TEXT NOT NULL, UNIQUE (session_id, number)
);
CREATE TABLE release (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL REFERENCES sitting (id), question_id TEXT NOT NULL REFERENCES question (id),
  released_at BIGINT NOT NULL, withdrawn_at BIGINT NOT NULL, opened_at BIGINT NOT NULL
);
CREATE INDEX release_sitting ON release (sitting_id);
CREATE TABLE message (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL REFERENCES sitting (id), from_staff_id TEXT NOT NULL,
  from_name TEXT NOT NULL, text TEXT NOT NULL, at BIGINT NOT NULL
);
CREATE INDEX message_sitting ON message (sitting_id);
CREATE TABLE interruption (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL REFERENCES sitting (id), position BIGINT NOT NULL,
  started_at BIGINT NOT NULL, ended_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX interruption_open ON interruption (sitting_id, position) WHERE ended_at = 0;
CREATE INDEX interruption_sitting ON interruption (sitting_id);

-- +goose Down
DROP TABLE interruption; DROP TABLE message; DROP TABLE release; DROP TABLE question; DROP TABLE sitting_device; DROP TABLE sitting;
