-- +goose Up
-- Whether a place is kept from its candidate until the school publishes it; what was
-- there before is published.
ALTER TABLE sitting ADD COLUMN unpublished BOOLEAN NOT NULL DEFAULT FALSE;
