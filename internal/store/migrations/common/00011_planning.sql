-- +goose Up
CREATE INDEX major_exam ON major (school_id, exam_id);
CREATE INDEX subject_exam ON subject (school_id, exam_id);
CREATE INDEX room_exam ON room (school_id, exam_id);
-- An assignment by lot, with all that is needed to draw again; outcome is JSON.
CREATE TABLE draw (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, exam_id TEXT NOT NULL, subject_id TEXT NOT NULL, seed TEXT NOT NULL, drawn_by TEXT NOT NULL,
  at BIGINT NOT NULL, capacity BIGINT NOT NULL, round_robin BOOLEAN NOT NULL, sessions TEXT NOT NULL, outcome TEXT NOT NULL,
  UNIQUE (school_id, id), FOREIGN KEY (school_id, exam_id) REFERENCES exam (school_id, id)
);
CREATE INDEX draw_exam ON draw (school_id, exam_id);
