-- +goose Up
-- A file that is forgotten is removed once nothing else has the same bytes.
CREATE INDEX take_segment_sha256 ON take_segment (sha256);
CREATE INDEX take_track_sha256 ON take_track (sha256);
CREATE INDEX take_track_thumb ON take_track (thumb);
CREATE INDEX paper_sealed_sha256 ON paper (sealed_sha256);
-- Pieces of practice takes are forgotten after it.
ALTER TABLE take_segment ADD COLUMN practice BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE take_segment SET practice = TRUE WHERE sitting_id IN (SELECT si.id FROM sitting si JOIN session se ON se.id = si.session_id WHERE se.mock);
CREATE INDEX take_segment_practice ON take_segment (sitting_id) WHERE practice AND bytes > 0;
