-- +goose Up
-- Practice of one candidate: a session of hers alone, like her own, with the clock in the panel's place.
ALTER TABLE session ADD COLUMN mock BOOLEAN NOT NULL DEFAULT FALSE;
-- Which devices may be the first camera: any, phone or pc.
ALTER TABLE session ADD COLUMN first_camera TEXT NOT NULL DEFAULT 'any';
-- When the candidates of an exam may practise.
CREATE TABLE mock_window (
  exam_id TEXT PRIMARY KEY, school_id TEXT NOT NULL, opens_at BIGINT NOT NULL, closes_at BIGINT NOT NULL, conversation_ms BIGINT NOT NULL,
  question TEXT NOT NULL, changed_at BIGINT NOT NULL, changed_by TEXT NOT NULL,
  FOREIGN KEY (school_id, exam_id) REFERENCES exam (school_id, id)
);
CREATE INDEX mock_window_school ON mock_window (school_id, exam_id);
-- measured and findings are JSON; last marks the latest finished check of each camera.
CREATE TABLE device_check (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, enrolment_id TEXT NOT NULL, position BIGINT NOT NULL, token_hash TEXT NOT NULL UNIQUE, label TEXT NOT NULL,
  measured TEXT NOT NULL, findings TEXT NOT NULL, outcome TEXT NOT NULL, started_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, finished_at BIGINT NOT NULL,
  last BOOLEAN NOT NULL, FOREIGN KEY (school_id, enrolment_id) REFERENCES enrolment (school_id, id)
);
CREATE INDEX device_check_enrolment ON device_check (school_id, enrolment_id, position);
CREATE UNIQUE INDEX device_check_last ON device_check (enrolment_id, position) WHERE last;
-- The clock looks at the mocks that go on, every second.
CREATE INDEX session_mock ON session (id) WHERE mock;
CREATE INDEX release_question ON release (school_id, question_id);
CREATE INDEX session_subject ON session (school_id, subject_id);
