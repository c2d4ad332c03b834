-- +goose Up
CREATE TABLE school (
  id TEXT PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, intro TEXT NOT NULL DEFAULT '', contact TEXT NOT NULL DEFAULT ''
);
CREATE TABLE college (id TEXT PRIMARY KEY, school_id TEXT NOT NULL REFERENCES school (id), name TEXT NOT NULL);
CREATE TABLE exam (id TEXT PRIMARY KEY, school_id TEXT NOT NULL REFERENCES school (id), name TEXT NOT NULL, open BOOLEAN NOT NULL);
CREATE TABLE major (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL REFERENCES school (id), exam_id TEXT NOT NULL REFERENCES exam (id),
  college_id TEXT NOT NULL REFERENCES college (id), name TEXT NOT NULL
);
CREATE TABLE room (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL REFERENCES school (id), exam_id TEXT NOT NULL REFERENCES exam (id),
  name TEXT NOT NULL, kind TEXT NOT NULL, intro TEXT NOT NULL DEFAULT '', contact TEXT NOT NULL DEFAULT ''
);
CREATE TABLE subject (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL REFERENCES school (id), exam_id TEXT NOT NULL REFERENCES exam (id),
  name TEXT NOT NULL, intro TEXT NOT NULL DEFAULT '', type TEXT NOT NULL
);
CREATE TABLE session (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL REFERENCES school (id), room_id TEXT NOT NULL REFERENCES room (id),
  subject_id TEXT NOT NULL REFERENCES subject (id), type TEXT NOT NULL, starts_at BIGINT NOT NULL, ends_at BIGINT NOT NULL,
  entry_opens_at BIGINT NOT NULL, entry_closes_at BIGINT NOT NULL, invite_ttl_ms BIGINT NOT NULL, second_camera TEXT NOT NULL
);
CREATE INDEX session_room ON session (room_id);
CREATE TABLE staff (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL REFERENCES school (id), username TEXT NOT NULL, name TEXT NOT NULL,
  password_hash TEXT NOT NULL, UNIQUE (school_id, username)
);
CREATE TABLE role_binding (
  staff_id TEXT NOT NULL REFERENCES staff (id), school_id TEXT NOT NULL, role TEXT NOT NULL, kind TEXT NOT NULL, scope_id TEXT NOT NULL,
  PRIMARY KEY (staff_id, role, kind, scope_id)
);
CREATE INDEX role_binding_scope ON role_binding (scope_id);
CREATE TABLE candidate (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL REFERENCES school (id), number TEXT NOT NULL, name TEXT NOT NULL, phone TEXT NOT NULL,
  photo_id TEXT NOT NULL DEFAULT '', UNIQUE (school_id, number)
);
CREATE INDEX candidate_phone ON candidate (phone);
CREATE TABLE enrolment (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, candidate_id TEXT NOT NULL REFERENCES candidate (id), major_id TEXT NOT NULL REFERENCES major (id),
  UNIQUE (candidate_id, major_id)
);

-- +goose Down
DROP TABLE enrolment; DROP TABLE candidate; DROP TABLE role_binding; DROP TABLE staff; DROP TABLE session; DROP TABLE subject;
DROP TABLE room; DROP TABLE major; DROP TABLE exam; DROP TABLE college; DROP TABLE school;
