-- +goose Up
CREATE TABLE fee_order (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, enrolment_id TEXT NOT NULL, number TEXT NOT NULL UNIQUE, amount_fen BIGINT NOT NULL,
  state TEXT NOT NULL, way TEXT NOT NULL, pay_url TEXT NOT NULL, transaction_id TEXT NOT NULL, reason TEXT NOT NULL,
  created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, paid_at BIGINT NOT NULL, refunded_at BIGINT NOT NULL,
  FOREIGN KEY (school_id, enrolment_id) REFERENCES enrolment (school_id, id)
);
CREATE INDEX fee_order_enrolment ON fee_order (school_id, enrolment_id);
CREATE INDEX fee_order_paid ON fee_order (school_id, paid_at);
-- Nobody is asked to pay twice: an enrolment has one order that can be paid.
CREATE UNIQUE INDEX fee_order_pending ON fee_order (enrolment_id) WHERE state = 'pending';
CREATE INDEX fee_order_open ON fee_order (state, created_at) WHERE state IN ('pending', 'refunding');
