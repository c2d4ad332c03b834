-- +goose Up
ALTER TABLE sitting ADD COLUMN extra_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sitting ADD COLUMN writes_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sitting ADD COLUMN submitted_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sitting ADD COLUMN writer TEXT NOT NULL DEFAULT '';
-- file_id is a sealed upload, content sealed items, key the paper's own key, sealed.
CREATE TABLE paper (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, session_id TEXT NOT NULL, number BIGINT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
  file_id TEXT NOT NULL, content TEXT NOT NULL, items BIGINT NOT NULL, sealed_sha256 TEXT NOT NULL, sealed_bytes BIGINT NOT NULL,
  sealed_key TEXT NOT NULL, max_pages BIGINT NOT NULL, grace_ms BIGINT NOT NULL, release_at BIGINT NOT NULL, released_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, changed_by TEXT NOT NULL, UNIQUE (session_id, number), UNIQUE (school_id, id),
  FOREIGN KEY (school_id, session_id) REFERENCES session (school_id, id)
);
CREATE TABLE paper_release (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL, paper_id TEXT NOT NULL, kind TEXT NOT NULL, max_pages BIGINT NOT NULL,
  grace_ms BIGINT NOT NULL, released_at BIGINT NOT NULL, withdrawn_at BIGINT NOT NULL, opened_at BIGINT NOT NULL, reason TEXT NOT NULL,
  FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id),
  FOREIGN KEY (school_id, paper_id) REFERENCES paper (school_id, id)
);
CREATE INDEX paper_release_sitting ON paper_release (sitting_id);
CREATE INDEX paper_release_paper ON paper_release (school_id, paper_id);
