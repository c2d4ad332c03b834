-- +goose Up
-- Which steps of check-in an exam has, or one subject of it; steps is JSON.
CREATE TABLE flow (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, exam_id TEXT NOT NULL, subject_id TEXT NOT NULL, steps TEXT NOT NULL, version BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, changed_by TEXT NOT NULL, UNIQUE (school_id, exam_id, subject_id),
  FOREIGN KEY (school_id, exam_id) REFERENCES exam (school_id, id)
);
-- Published texts; exam_id is empty for the school's own.
CREATE TABLE pledge_text (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, exam_id TEXT NOT NULL, version BIGINT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, sha256 TEXT NOT NULL,
  published_at BIGINT NOT NULL, published_by TEXT NOT NULL, UNIQUE (school_id, exam_id, version), UNIQUE (school_id, id),
  FOREIGN KEY (school_id) REFERENCES school (id)
);
CREATE TABLE accommodation (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, enrolment_id TEXT NOT NULL, no_face_check BOOLEAN NOT NULL, one_camera BOOLEAN NOT NULL,
  extra_percent BIGINT NOT NULL, extra_minutes BIGINT NOT NULL, breaks BIGINT NOT NULL, break_minutes BIGINT NOT NULL,
  reason TEXT NOT NULL, approved_by TEXT NOT NULL, approved_at BIGINT NOT NULL, UNIQUE (school_id, enrolment_id),
  FOREIGN KEY (school_id, enrolment_id) REFERENCES enrolment (school_id, id)
);
CREATE TABLE sitting_step (
  sitting_id TEXT NOT NULL, kind TEXT NOT NULL, school_id TEXT NOT NULL, state TEXT NOT NULL, at BIGINT NOT NULL, login_id TEXT NOT NULL, label TEXT NOT NULL,
  staff_id TEXT NOT NULL, by_name TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (sitting_id, kind),
  FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id)
);
-- strokes is JSON: lists of points, or empty where the name was typed.
CREATE TABLE pledge_signature (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL, enrolment_id TEXT NOT NULL, pledge_id TEXT NOT NULL, version BIGINT NOT NULL,
  sha256 TEXT NOT NULL, kind TEXT NOT NULL, strokes TEXT NOT NULL, typed TEXT NOT NULL, login_id TEXT NOT NULL, device TEXT NOT NULL, at BIGINT NOT NULL,
  UNIQUE (sitting_id, pledge_id),
  FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id),
  FOREIGN KEY (school_id, enrolment_id) REFERENCES enrolment (school_id, id),
  FOREIGN KEY (school_id, pledge_id) REFERENCES pledge_text (school_id, id)
);
CREATE INDEX pledge_signature_enrolment ON pledge_signature (school_id, enrolment_id);
CREATE INDEX pledge_signature_pledge ON pledge_signature (school_id, pledge_id);
CREATE INDEX pledge_signature_sitting ON pledge_signature (school_id, sitting_id);
CREATE INDEX sitting_step_sitting ON sitting_step (school_id, sitting_id);
