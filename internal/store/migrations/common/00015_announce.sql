-- +goose Up
CREATE TABLE announcement (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL REFERENCES school (id), kind TEXT NOT NULL, scope_id TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL,
  important BOOLEAN NOT NULL, visible_from BIGINT NOT NULL, withdrawn_at BIGINT NOT NULL, by_name TEXT NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, files TEXT NOT NULL, UNIQUE (school_id, id)
);
CREATE INDEX announcement_scope ON announcement (school_id, scope_id);
CREATE TABLE read_receipt (
  announcement_id TEXT NOT NULL, enrolment_id TEXT NOT NULL, school_id TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (announcement_id, enrolment_id),
  FOREIGN KEY (school_id, announcement_id) REFERENCES announcement (school_id, id),
  FOREIGN KEY (school_id, enrolment_id) REFERENCES enrolment (school_id, id)
);
CREATE INDEX read_receipt_enrolment ON read_receipt (school_id, enrolment_id);
CREATE INDEX read_receipt_announcement ON read_receipt (school_id, announcement_id);
CREATE TABLE enquiry (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, enrolment_id TEXT NOT NULL, subject TEXT NOT NULL, state TEXT NOT NULL, claimed_by TEXT NOT NULL,
  claimed_name TEXT NOT NULL, unread BOOLEAN NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, UNIQUE (school_id, id),
  FOREIGN KEY (school_id, enrolment_id) REFERENCES enrolment (school_id, id)
);
CREATE INDEX enquiry_enrolment ON enquiry (school_id, enrolment_id);
CREATE INDEX enquiry_state ON enquiry (school_id, state, updated_at);
CREATE TABLE enquiry_word (
  id TEXT PRIMARY KEY, school_id TEXT NOT NULL, enquiry_id TEXT NOT NULL, from_name TEXT NOT NULL, from_staff BOOLEAN NOT NULL, text TEXT NOT NULL,
  at BIGINT NOT NULL, FOREIGN KEY (school_id, enquiry_id) REFERENCES enquiry (school_id, id)
);
CREATE INDEX enquiry_word_enquiry ON enquiry_word (school_id, enquiry_id, at);
