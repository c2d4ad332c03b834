-- +goose Up
-- A sitting knows the break that its candidate is on, how many she took, and the time
-- that was given back for them; the ledger has each.
ALTER TABLE sitting ADD COLUMN break_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sitting ADD COLUMN break_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sitting ADD COLUMN breaks_taken BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sitting ADD COLUMN break_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accommodation ADD COLUMN break_total BIGINT NOT NULL DEFAULT 0;
