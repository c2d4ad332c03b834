-- +goose Up
-- A sitting knows the pause that staff have put it in, and the time that was given back
-- for pauses; the ledger has each.
ALTER TABLE sitting ADD COLUMN pause_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sitting ADD COLUMN pause_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sitting ADD COLUMN pause_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE sitting ADD COLUMN paused_ms BIGINT NOT NULL DEFAULT 0;
