-- +goose Up
-- What candidates type, in order, never changed: seq counts in a sitting, op names the
-- operation, so that sending again does nothing twice.
CREATE TABLE answer_op (
  sitting_id TEXT NOT NULL, seq BIGINT NOT NULL, school_id TEXT NOT NULL, op TEXT NOT NULL, item TEXT NOT NULL, value TEXT NOT NULL,
  at BIGINT NOT NULL, typed_at BIGINT NOT NULL, PRIMARY KEY (sitting_id, seq),
  FOREIGN KEY (school_id, sitting_id) REFERENCES sitting (school_id, id)
);
CREATE INDEX answer_op_item ON answer_op (sitting_id, item, seq);
