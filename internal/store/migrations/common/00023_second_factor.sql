-- +goose Up
-- Where a school demands a second factor of its staff, who has none sets one first.
ALTER TABLE school ADD COLUMN second_factor BOOLEAN NOT NULL DEFAULT FALSE;
-- A member's passkeys, as JSON: each with its name and its WebAuthn credential record.
ALTER TABLE staff ADD COLUMN passkeys TEXT NOT NULL DEFAULT '[]';
-- What the server asked of a browser's passkey, until it is answered once.
CREATE TABLE passkey_ceremony (hash TEXT PRIMARY KEY, data TEXT NOT NULL, expires_at BIGINT NOT NULL);
CREATE INDEX passkey_ceremony_expires ON passkey_ceremony (expires_at);
CREATE INDEX ledger_entry_school_at ON ledger_entry (school_id, at);
