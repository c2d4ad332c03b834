-- +goose Up
ALTER TABLE candidate ADD COLUMN birth_date TEXT NOT NULL DEFAULT '';
ALTER TABLE candidate ADD COLUMN note TEXT NOT NULL DEFAULT '';
CREATE INDEX enrolment_major ON enrolment (major_id);
-- Identity numbers lie apart, sealed under a key that is not in the database,
-- and go when their time is over.
CREATE TABLE candidate_identity (
  candidate_id TEXT PRIMARY KEY, school_id TEXT NOT NULL, sealed TEXT NOT NULL, retain_until BIGINT NOT NULL,
  FOREIGN KEY (school_id, candidate_id) REFERENCES candidate (school_id, id)
);
CREATE INDEX candidate_identity_school ON candidate_identity (school_id);
CREATE INDEX candidate_identity_until ON candidate_identity (retain_until);
CREATE TABLE roster_plan (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL REFERENCES school (id), staff_id TEXT NOT NULL, kind TEXT NOT NULL, file_name TEXT NOT NULL,
  state TEXT NOT NULL, failure_code TEXT NOT NULL, failure TEXT NOT NULL, sealed TEXT NOT NULL,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
);
CREATE INDEX roster_plan_created ON roster_plan (created_at);
CREATE INDEX file_sha256 ON file (sha256);
-- A candidate who is taken off the roster takes along what has not begun.
CREATE INDEX pairing_sitting ON pairing (school_id, sitting_id);
