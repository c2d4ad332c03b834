-- +goose Up
ALTER TABLE staff ADD COLUMN disabled_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE staff ADD COLUMN must_change BOOLEAN NOT NULL DEFAULT FALSE;
-- The second factor's secret is sealed; recovery holds hashes, separated by spaces.
ALTER TABLE staff ADD COLUMN totp TEXT NOT NULL DEFAULT '';
ALTER TABLE staff ADD COLUMN totp_step BIGINT NOT NULL DEFAULT 0;
ALTER TABLE staff ADD COLUMN recovery TEXT NOT NULL DEFAULT '';
ALTER TABLE login ADD COLUMN addr TEXT NOT NULL DEFAULT '';
CREATE INDEX login_staff ON login (staff_id);
CREATE INDEX college_school ON college (school_id);
CREATE INDEX exam_school ON exam (school_id);
-- Where a request came from stands beside what it did.
ALTER TABLE ledger_entry ADD COLUMN addr TEXT NOT NULL DEFAULT '';
CREATE INDEX ledger_entry_school ON ledger_entry (school_id, seq);
-- Whoever holds the token of an empty server may found its first school.
CREATE TABLE setup_token (hash TEXT PRIMARY KEY, created_at BIGINT NOT NULL);
