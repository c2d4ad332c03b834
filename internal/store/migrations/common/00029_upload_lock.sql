-- +goose Up
-- Which of several servers writes an upload, until when; another waits for it.
CREATE TABLE upload_lock (ticket_id TEXT PRIMARY KEY, owner TEXT NOT NULL, until BIGINT NOT NULL, wanted BOOLEAN NOT NULL DEFAULT FALSE);
