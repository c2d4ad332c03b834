-- +goose Up
CREATE TABLE requirement (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, exam_id TEXT NOT NULL, major_id TEXT NOT NULL, name TEXT NOT NULL, hint TEXT NOT NULL, kind TEXT NOT NULL,
  least BIGINT NOT NULL, most BIGINT NOT NULL, max_bytes BIGINT NOT NULL, deadline BIGINT NOT NULL, UNIQUE (school_id, id),
  FOREIGN KEY (school_id, exam_id) REFERENCES exam (school_id, id)
);
CREATE INDEX requirement_exam ON requirement (school_id, exam_id);
CREATE TABLE material (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, enrolment_id TEXT NOT NULL, requirement_id TEXT NOT NULL, version BIGINT NOT NULL, state TEXT NOT NULL,
  files TEXT NOT NULL, reason TEXT NOT NULL, handed_at BIGINT NOT NULL, judged_at BIGINT NOT NULL, judged_by TEXT NOT NULL, last BOOLEAN NOT NULL,
  UNIQUE (enrolment_id, requirement_id, version),
  FOREIGN KEY (school_id, enrolment_id) REFERENCES enrolment (school_id, id),
  FOREIGN KEY (school_id, requirement_id) REFERENCES requirement (school_id, id)
);
CREATE INDEX material_enrolment ON material (school_id, enrolment_id);
CREATE INDEX material_queue ON material (school_id, last, state, handed_at);
CREATE INDEX material_requirement ON material (school_id, requirement_id);
CREATE INDEX file_owner ON file (owner_id);
