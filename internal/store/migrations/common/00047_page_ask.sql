-- +goose Up
-- asked are the pages of a set that staff want photographed again, as JSON; '' for none.
ALTER TABLE photo_set ADD COLUMN asked TEXT NOT NULL DEFAULT '';
