-- +goose Up
-- Sealed pictures without a row, of a server that was killed in between, are found by it.
CREATE INDEX face_picture_blob ON face_picture (blob);
