-- +goose Up
-- Which notices a school sends to its candidates by SMS as well, separated by spaces.
ALTER TABLE school ADD COLUMN sms_kinds TEXT NOT NULL DEFAULT '';
-- A message to one candidate about one notice. The phone is whole while it waits, then masked.
CREATE TABLE sms_message (
  notice_id TEXT NOT NULL, candidate_id TEXT NOT NULL, school_id TEXT NOT NULL, kind TEXT NOT NULL, phone TEXT NOT NULL, said TEXT NOT NULL,
  state TEXT NOT NULL, tries BIGINT NOT NULL, why TEXT NOT NULL, provider_code TEXT NOT NULL, created_at BIGINT NOT NULL, changed_at BIGINT NOT NULL,
  PRIMARY KEY (notice_id, candidate_id),
  FOREIGN KEY (school_id, candidate_id) REFERENCES candidate (school_id, id)
);
CREATE INDEX sms_message_log ON sms_message (school_id, created_at, notice_id, candidate_id);
CREATE INDEX sms_message_candidate ON sms_message (school_id, candidate_id);
