-- +goose Up
-- Rows of a school point only at rows of the same school: a foreign key takes
-- school_id along, and what is pointed at is unique by school_id and id.
CREATE TABLE school (
  id TEXT PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, intro TEXT NOT NULL DEFAULT '', contact TEXT NOT NULL DEFAULT ''
);
CREATE TABLE college (id TEXT PRIMARY KEY, school_id TEXT NOT NULL REFERENCES school (id), name TEXT NOT NULL, UNIQUE (school_id, id));
CREATE TABLE exam (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL REFERENCES school (id), name TEXT NOT NULL, open BOOLEAN NOT NULL, UNIQUE (school_id, id)
);
CREATE TABLE major (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, exam_id TEXT NOT NULL, college_id TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (school_id, id),
  FOREIGN KEY (school_id, exam_id) REFERENCES exam (school_id, id), FOREIGN KEY (school_id, college_id) REFERENCES college (school_id, id)
);
CREATE TABLE room (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, exam_id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
  intro TEXT NOT NULL DEFAULT '', contact TEXT NOT NULL DEFAULT '', UNIQUE (school_id, id),
  FOREIGN KEY (school_id, exam_id) REFERENCES exam (school_id, id)
);
CREATE TABLE subject (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, exam_id TEXT NOT NULL, name TEXT NOT NULL, intro TEXT NOT NULL DEFAULT '',
  type TEXT NOT NULL, UNIQUE (school_id, id), FOREIGN KEY (school_id, exam_id) REFERENCES exam (school_id, id)
);
CREATE TABLE session (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, room_id TEXT NOT NULL, subject_id TEXT NOT NULL, type TEXT NOT NULL,
  starts_at BIGINT NOT NULL, ends_at BIGINT NOT NULL, entry_opens_at BIGINT NOT NULL, entry_closes_at BIGINT NOT NULL,
  invite_ttl_ms BIGINT NOT NULL, second_camera TEXT NOT NULL, UNIQUE (school_id, id),
  FOREIGN KEY (school_id, room_id) REFERENCES room (school_id, id), FOREIGN KEY (school_id, subject_id) REFERENCES subject (school_id, id)
);
CREATE INDEX session_room ON session (room_id);
CREATE INDEX session_start ON session (school_id, starts_at);
CREATE TABLE staff (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL REFERENCES school (id), username TEXT NOT NULL, name TEXT NOT NULL,
  password_hash TEXT NOT NULL, UNIQUE (school_id, username), UNIQUE (school_id, id)
);
CREATE TABLE role_binding (
  staff_id TEXT NOT NULL, school_id TEXT NOT NULL, role TEXT NOT NULL, kind TEXT NOT NULL, scope_id TEXT NOT NULL,
  PRIMARY KEY (staff_id, role, kind, scope_id), FOREIGN KEY (school_id, staff_id) REFERENCES staff (school_id, id)
);
CREATE INDEX role_binding_scope ON role_binding (scope_id, kind);
CREATE TABLE candidate (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL REFERENCES school (id), number TEXT NOT NULL, name TEXT NOT NULL, phone TEXT NOT NULL,
  photo_id TEXT NOT NULL DEFAULT '', UNIQUE (school_id, number), UNIQUE (school_id, id)
);
CREATE INDEX candidate_phone ON candidate (phone);
CREATE TABLE enrolment (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, candidate_id TEXT NOT NULL, major_id TEXT NOT NULL,
  UNIQUE (candidate_id, major_id), UNIQUE (school_id, id),
  FOREIGN KEY (school_id, candidate_id) REFERENCES candidate (school_id, id), FOREIGN KEY (school_id, major_id) REFERENCES major (school_id, id)
);
