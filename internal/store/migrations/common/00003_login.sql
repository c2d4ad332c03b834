-- +goose Up
CREATE TABLE login (
  id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, phone TEXT NOT NULL, staff_id TEXT NOT NULL, school_id TEXT NOT NULL,
  sitting_id TEXT NOT NULL, position BIGINT NOT NULL, label TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, ended_at BIGINT NOT NULL
);
CREATE TABLE sign_in_code (
  id TEXT PRIMARY KEY, phone TEXT NOT NULL, hash TEXT NOT NULL, sent_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
  tries_left BIGINT NOT NULL, used_at BIGINT NOT NULL
);
CREATE INDEX sign_in_code_phone ON sign_in_code (phone, sent_at);
CREATE TABLE pairing (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL, position BIGINT NOT NULL,
  hash TEXT NOT NULL UNIQUE, expires_at BIGINT NOT NULL, used_at BIGINT NOT NULL,
  FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id)
);
CREATE TABLE upload_ticket (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, purpose TEXT NOT NULL, owner_id TEXT NOT NULL, by_login_id TEXT NOT NULL, name TEXT NOT NULL,
  type TEXT NOT NULL, max_bytes BIGINT NOT NULL, expires_at BIGINT NOT NULL, file_id TEXT NOT NULL, refused_code TEXT NOT NULL, refused_why TEXT NOT NULL
);
CREATE TABLE file (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, owner_id TEXT NOT NULL, purpose TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
  sha256 TEXT NOT NULL, bytes BIGINT NOT NULL, created_at BIGINT NOT NULL
);
