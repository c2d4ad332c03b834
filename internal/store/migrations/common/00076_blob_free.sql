-- +goose Up
-- Blobs that somebody let go of: they are removed some time later unless something names
-- them then. Equal bytes of all schools are one blob.
CREATE TABLE blob_free (sha256 TEXT PRIMARY KEY, freed_at BIGINT NOT NULL);
CREATE INDEX blob_free_at ON blob_free (freed_at, sha256);
