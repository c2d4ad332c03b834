-- +goose Up
-- Photos that a candidate sent with a word: identifiers of files, separated by spaces.
ALTER TABLE enquiry_word ADD COLUMN files TEXT NOT NULL DEFAULT '';
-- Answers that staff of a school keep, to be put into the answer to a question.
CREATE TABLE canned_answer (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL REFERENCES school (id), title TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX canned_answer_school ON canned_answer (school_id, title);
