-- +goose Up
-- The photographed pages of an answer, sent together; the last set counts, the others stay.
CREATE TABLE photo_set (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL, version BIGINT NOT NULL, files TEXT NOT NULL, sent_at BIGINT NOT NULL,
  late BOOLEAN NOT NULL, login_id TEXT NOT NULL, last BOOLEAN NOT NULL, UNIQUE (sitting_id, version),
  FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id)
);
