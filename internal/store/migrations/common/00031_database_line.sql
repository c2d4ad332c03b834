-- +goose Up
CREATE TABLE database_line (
  candidate_id TEXT NOT NULL, kind TEXT NOT NULL, school_id TEXT NOT NULL, result TEXT NOT NULL, note TEXT NOT NULL, imported_at BIGINT NOT NULL,
  imported_by TEXT NOT NULL, PRIMARY KEY (candidate_id, kind),
  FOREIGN KEY (school_id, candidate_id) REFERENCES candidate (school_id, id)
);
CREATE INDEX database_line_candidate ON database_line (school_id, candidate_id);
