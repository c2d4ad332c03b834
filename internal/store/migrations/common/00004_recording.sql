-- +goose Up
CREATE TABLE recording (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL, source TEXT NOT NULL, status TEXT NOT NULL,
  file TEXT NOT NULL, started_at BIGINT NOT NULL, duration_ms BIGINT NOT NULL, gaps_ms BIGINT NOT NULL, bytes BIGINT NOT NULL,
  sha256 TEXT NOT NULL, failure TEXT NOT NULL, UNIQUE (sitting_id, source),
  FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id)
);
CREATE INDEX recording_open ON recording (sitting_id) WHERE status IN ('recording', 'joining');
CREATE TABLE recording_segment (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL, source TEXT NOT NULL, run BIGINT NOT NULL,
  seq BIGINT NOT NULL, file TEXT NOT NULL UNIQUE, started_at BIGINT NOT NULL, ended_at BIGINT NOT NULL, bytes BIGINT NOT NULL, sha256 TEXT NOT NULL,
  has_video BOOLEAN NOT NULL, has_audio BOOLEAN NOT NULL,
  FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id)
);
CREATE INDEX recording_segment_sitting ON recording_segment (sitting_id, started_at);
CREATE TABLE recorder_lease (sitting_id TEXT PRIMARY KEY REFERENCES sitting (id), owner TEXT NOT NULL, until BIGINT NOT NULL);
