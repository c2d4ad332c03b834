-- +goose Up
-- An order is made for one trade of the provider's: a QR, a phone's link, WeChat's own browser.
ALTER TABLE fee_order ADD COLUMN trade TEXT NOT NULL DEFAULT '';
