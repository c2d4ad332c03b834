-- +goose Up
ALTER TABLE school ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'Asia/Shanghai';
ALTER TABLE major ADD COLUMN fee_fen BIGINT NOT NULL DEFAULT 0;
-- What is not about one sitting is heard by enrolment, or by exam where it is for all.
ALTER TABLE outbox ADD COLUMN enrolment_id TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN exam_id TEXT NOT NULL DEFAULT '';
