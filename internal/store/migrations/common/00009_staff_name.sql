-- +goose Up
-- Staff sign in by name; on a server of several schools the school's address may be missing.
CREATE INDEX staff_username ON staff (username);
