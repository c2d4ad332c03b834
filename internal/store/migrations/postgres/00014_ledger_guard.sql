-- +goose Up
-- The ledger grows and never changes (FEATURES I6).
-- +goose StatementBegin
CREATE FUNCTION ledger_entry_kept() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'the ledger does not change'; END;
$$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER ledger_entry_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_kept();
