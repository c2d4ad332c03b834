-- +goose Up
-- Whether candidates see their admission tickets, and what is printed on each.
ALTER TABLE exam ADD COLUMN tickets_published BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE exam ADD COLUMN ticket_notes TEXT NOT NULL DEFAULT '';
