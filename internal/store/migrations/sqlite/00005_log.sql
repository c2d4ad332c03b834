-- +goose Up
CREATE TABLE ledger_entry (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, school_id TEXT NOT NULL, sitting_id TEXT NOT NULL, kind TEXT NOT NULL,
  actor_kind TEXT NOT NULL, actor_id TEXT NOT NULL, actor_name TEXT NOT NULL, reason TEXT NOT NULL, from_phase TEXT NOT NULL,
  to_phase TEXT NOT NULL, at BIGINT NOT NULL, data TEXT NOT NULL, hash TEXT NOT NULL
);
CREATE INDEX ledger_entry_sitting ON ledger_entry (sitting_id, seq);
CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, sitting_id TEXT NOT NULL, session_id TEXT NOT NULL, login_id TEXT NOT NULL,
  version BIGINT NOT NULL, at BIGINT NOT NULL, published_at BIGINT NOT NULL
);
CREATE INDEX outbox_waiting ON outbox (seq) WHERE published_at = 0;
CREATE INDEX outbox_at ON outbox (at);
