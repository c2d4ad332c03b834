-- +goose Up
-- The ledger grows and never changes (FEATURES I6).
-- +goose StatementBegin
CREATE TRIGGER ledger_entry_kept BEFORE UPDATE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'the ledger does not change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_entry_stays BEFORE DELETE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'the ledger does not change'); END;
-- +goose StatementEnd
