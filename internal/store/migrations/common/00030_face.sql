-- +goose Up
CREATE TABLE face_rule (
  school_id TEXT PRIMARY KEY REFERENCES school (id), provider TEXT NOT NULL, similarity BIGINT NOT NULL, turn_degrees BIGINT NOT NULL,
  nod_degrees BIGINT NOT NULL, eyes_percent BIGINT NOT NULL, mouth_percent BIGINT NOT NULL, retain_days BIGINT NOT NULL, notice TEXT NOT NULL,
  version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by TEXT NOT NULL
);
CREATE TABLE face_consent (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL, agreed BOOLEAN NOT NULL, sha256 TEXT NOT NULL, language TEXT NOT NULL,
  login_id TEXT NOT NULL, device TEXT NOT NULL, at BIGINT NOT NULL,
  FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id)
);
CREATE INDEX face_consent_sitting ON face_consent (school_id, sitting_id);
-- actions are in their order, with spaces between.
CREATE TABLE face_challenge (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL, login_id TEXT NOT NULL, nonce_hash TEXT NOT NULL, actions TEXT NOT NULL,
  issued_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, used_at BIGINT NOT NULL,
  FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id)
);
CREATE INDEX face_challenge_sitting ON face_challenge (school_id, sitting_id);
-- A worker holds a queued check until claimed_until.
CREATE TABLE face_check (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL, challenge_id TEXT NOT NULL UNIQUE REFERENCES face_challenge (id), state TEXT NOT NULL,
  verdict TEXT NOT NULL, reasons TEXT NOT NULL, similarity BIGINT NOT NULL, provider TEXT NOT NULL, submitted_at BIGINT NOT NULL, decided_at BIGINT NOT NULL,
  claimed_until BIGINT NOT NULL, FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id)
);
CREATE INDEX face_check_sitting ON face_check (school_id, sitting_id);
CREATE INDEX face_check_queue ON face_check (submitted_at, id) WHERE state = 'queued';
-- The pictures themselves lie sealed in a store of their own, by blob; the row
-- stays when they are deleted.
CREATE TABLE face_picture (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL, kind TEXT NOT NULL, challenge_id TEXT NOT NULL, place BIGINT NOT NULL, action TEXT NOT NULL,
  sha256 TEXT NOT NULL, bytes BIGINT NOT NULL, blob TEXT NOT NULL, taken_at BIGINT NOT NULL, login_id TEXT NOT NULL, staff_id TEXT NOT NULL,
  retain_until BIGINT NOT NULL, deleted_at BIGINT NOT NULL,
  FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id)
);
CREATE INDEX face_picture_sitting ON face_picture (school_id, sitting_id);
CREATE INDEX face_picture_until ON face_picture (retain_until) WHERE deleted_at = 0;
-- A live camera never gives the same picture twice.
CREATE UNIQUE INDEX face_picture_frame ON face_picture (school_id, sha256) WHERE kind = 'frame';
CREATE UNIQUE INDEX face_picture_place ON face_picture (challenge_id, place) WHERE kind = 'frame';
CREATE TABLE id_check (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL, confirmed BOOLEAN NOT NULL, reason TEXT NOT NULL, document_id TEXT NOT NULL,
  staff_id TEXT NOT NULL, by_name TEXT NOT NULL, at BIGINT NOT NULL,
  FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id)
);
CREATE INDEX id_check_sitting ON id_check (school_id, sitting_id);
CREATE TABLE face_flag (
  sitting_id TEXT NOT NULL, kind TEXT NOT NULL, school_id TEXT NOT NULL, times BIGINT NOT NULL, first_at BIGINT NOT NULL, last_at BIGINT NOT NULL,
  PRIMARY KEY (sitting_id, kind), FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id)
);
CREATE INDEX face_flag_sitting ON face_flag (school_id, sitting_id);
