-- +goose Up
-- video is the rule of a video session as JSON, '' for the default; given_tries are
-- those granted to a candidate beside the rule's.
ALTER TABLE session ADD COLUMN video TEXT NOT NULL DEFAULT '';
ALTER TABLE sitting ADD COLUMN given_tries BIGINT NOT NULL DEFAULT 0;
CREATE TABLE take (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL, number BIGINT NOT NULL, state TEXT NOT NULL, starts_at BIGINT NOT NULL,
  stopped_at BIGINT NOT NULL, stop TEXT NOT NULL, costs BOOLEAN NOT NULL, broken BOOLEAN NOT NULL, incomplete BOOLEAN NOT NULL,
  UNIQUE (sitting_id, number), UNIQUE (school_id, id),
  FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id)
);
-- One run of one recorder on one device; the upload "segment-<id>" holds its bytes until it is kept.
CREATE TABLE take_segment (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL, take_id TEXT NOT NULL, position BIGINT NOT NULL, place BIGINT NOT NULL,
  login_id TEXT NOT NULL, mime TEXT NOT NULL, first_at BIGINT NOT NULL, bytes BIGINT NOT NULL, duration_ms BIGINT NOT NULL, sha256 TEXT NOT NULL,
  complete BOOLEAN NOT NULL, UNIQUE (take_id, position, place),
  FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id),
  FOREIGN KEY (school_id, take_id) REFERENCES take (school_id, id)
);
CREATE INDEX take_segment_sitting ON take_segment (sitting_id);
CREATE INDEX take_segment_open ON take_segment (sitting_id) WHERE sha256 = '';
-- The joined file of one camera of a take.
CREATE TABLE take_track (
  take_id TEXT NOT NULL, position BIGINT NOT NULL, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL, state TEXT NOT NULL, mime TEXT NOT NULL,
  sha256 TEXT NOT NULL, bytes BIGINT NOT NULL, first_at BIGINT NOT NULL, duration_ms BIGINT NOT NULL, gaps TEXT NOT NULL, thumb TEXT NOT NULL,
  failure TEXT NOT NULL, joined_at BIGINT NOT NULL, PRIMARY KEY (take_id, position),
  FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id),
  FOREIGN KEY (school_id, take_id) REFERENCES take (school_id, id)
);
CREATE INDEX take_track_sitting ON take_track (sitting_id);
-- What each device of a video sitting last said of itself.
CREATE TABLE video_report (
  sitting_id TEXT NOT NULL, position BIGINT NOT NULL, school_id TEXT NOT NULL, login_id TEXT NOT NULL, at BIGINT NOT NULL, recorder TEXT NOT NULL,
  storage_free BIGINT, unsent BIGINT NOT NULL, clock_offset_ms BIGINT, clock_error_ms BIGINT, problem TEXT NOT NULL, problem_since BIGINT NOT NULL,
  segment_id TEXT NOT NULL, PRIMARY KEY (sitting_id, position),
  FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id)
);
