-- +goose Up
-- Which of the two kinds of toll invoice it is, and the summary 电子汇总单 that
-- ties it to trip records: a top-up has neither tax nor summary.
ALTER TABLE invoices ADD COLUMN tax TEXT NOT NULL DEFAULT '' CHECK (tax IN ('', 'taxed', 'untaxed'));
ALTER TABLE invoices ADD COLUMN summary TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE invoices DROP COLUMN summary;
ALTER TABLE invoices DROP COLUMN tax;
