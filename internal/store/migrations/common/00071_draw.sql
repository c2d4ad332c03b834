-- +goose Up
-- What was promised before a draw: its secret is told with the draw's outcome, and
-- draw_id is empty until then.
CREATE TABLE draw_commitment (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, exam_id TEXT NOT NULL, secret TEXT NOT NULL, made_by TEXT NOT NULL, at BIGINT NOT NULL, draw_id TEXT NOT NULL,
  UNIQUE (school_id, id), FOREIGN KEY (school_id, exam_id) REFERENCES exam (school_id, id)
);
CREATE INDEX draw_commitment_exam ON draw_commitment (school_id, exam_id);
-- A draw is of candidates or of a panel; pool (names), rooms and sessions are JSON.
ALTER TABLE draw ADD COLUMN kind TEXT NOT NULL DEFAULT 'candidates';
ALTER TABLE draw ADD COLUMN pool TEXT NOT NULL DEFAULT '';
ALTER TABLE draw ADD COLUMN rooms TEXT NOT NULL DEFAULT '';
ALTER TABLE draw ADD COLUMN role TEXT NOT NULL DEFAULT '';
ALTER TABLE draw ADD COLUMN secret TEXT NOT NULL DEFAULT '';
ALTER TABLE draw ADD COLUMN word TEXT NOT NULL DEFAULT '';
