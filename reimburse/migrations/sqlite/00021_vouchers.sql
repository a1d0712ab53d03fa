-- +goose Up
-- A voucher that the rule pays only once it is approved is asked about like
-- leave for a trip. hands is who gave the first of two approvals, and in whose
-- place. A voucher has one answer at a time.
-- SQLite cannot change a CHECK: the table is made anew. Nothing refers to it.
CREATE TEMPORARY TABLE matters_kept AS SELECT * FROM matters;
DROP TABLE matters;
CREATE TABLE matters (
  county         TEXT NOT NULL,
  id             TEXT NOT NULL,
  kind           TEXT NOT NULL CHECK (kind IN ('request', 'delegation', 'appeal', 'complaint', 'voucher')),
  state          TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'rejected', 'withdrawn', 'given', 'ended', 'answered')),
  version        BIGINT NOT NULL CHECK (version >= 1),
  person_id      TEXT NOT NULL, -- who asked; empty for accounts that are nobody's
  township       TEXT NOT NULL, -- of that person when it was asked; code
  subject        TEXT NOT NULL, -- of an appeal: the claim; of a voucher: month and voucher
  line_no        INTEGER NOT NULL, -- of an appeal: the line, 0 for the whole claim
  terms          TEXT NOT NULL, -- JSON: what is asked, by kind
  from_at        TIMESTAMP,     -- of a request and a delegation: the time it is about
  until_at       TIMESTAMP,
  due_at         TIMESTAMP,     -- by when an answer is owed
  asked_at       TIMESTAMP NOT NULL,
  asked_by       TEXT NOT NULL,
  decided_at     TIMESTAMP,
  decided_by     TEXT NOT NULL,
  decided_person TEXT NOT NULL,
  on_behalf_of   TEXT NOT NULL, -- JSON: in whose place, whose power it is first
  comment        TEXT NOT NULL,
  outcome        TEXT NOT NULL DEFAULT '', -- JSON
  hands          TEXT NOT NULL DEFAULT '[]', -- JSON, []matter.Who
  PRIMARY KEY (county, id),
  CHECK (state NOT IN ('asked', 'given') OR decided_at IS NULL)
);
CREATE INDEX matters_by_state ON matters (county, kind, state, asked_at);
CREATE INDEX matters_by_person ON matters (county, kind, person_id, from_at);
CREATE UNIQUE INDEX matters_appeal_once ON matters (county, subject, line_no) WHERE kind = 'appeal' AND state <> 'withdrawn';
CREATE UNIQUE INDEX matters_voucher_once ON matters (county, person_id, subject) WHERE kind = 'voucher' AND state IN ('asked', 'approved');
INSERT INTO matters (
  county, id, kind, state, version, person_id, township, subject, line_no, terms, from_at, until_at, due_at,
  asked_at, asked_by, decided_at, decided_by, decided_person, on_behalf_of, comment, outcome)
SELECT county, id, kind, state, version, person_id, township, subject, line_no, terms, from_at, until_at, due_at,
  asked_at, asked_by, decided_at, decided_by, decided_person, on_behalf_of, comment, outcome FROM matters_kept;
DROP TABLE matters_kept;

-- +goose Down
CREATE TEMPORARY TABLE matters_kept AS SELECT * FROM matters;
DROP TABLE matters;
CREATE TABLE matters (
  county         TEXT NOT NULL,
  id             TEXT NOT NULL,
  kind           TEXT NOT NULL CHECK (kind IN ('request', 'delegation', 'appeal', 'complaint')),
  state          TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'rejected', 'withdrawn', 'given', 'ended', 'answered')),
  version        BIGINT NOT NULL CHECK (version >= 1),
  person_id      TEXT NOT NULL, -- who asked; empty for accounts that are nobody's
  township       TEXT NOT NULL, -- of that person when it was asked; code
  subject        TEXT NOT NULL, -- of an appeal: the claim
  line_no        INTEGER NOT NULL, -- of an appeal: the line, 0 for the whole claim
  terms          TEXT NOT NULL, -- JSON: what is asked, by kind
  from_at        TIMESTAMP,     -- of a request and a delegation: the time it is about
  until_at       TIMESTAMP,
  due_at         TIMESTAMP,     -- by when an answer is owed
  asked_at       TIMESTAMP NOT NULL,
  asked_by       TEXT NOT NULL,
  decided_at     TIMESTAMP,
  decided_by     TEXT NOT NULL,
  decided_person TEXT NOT NULL,
  on_behalf_of   TEXT NOT NULL, -- JSON: in whose place, whose power it is first
  comment        TEXT NOT NULL,
  outcome        TEXT NOT NULL DEFAULT '', -- JSON
  PRIMARY KEY (county, id),
  CHECK (state NOT IN ('asked', 'given') OR decided_at IS NULL)
);
CREATE INDEX matters_by_state ON matters (county, kind, state, asked_at);
CREATE INDEX matters_by_person ON matters (county, kind, person_id, from_at);
CREATE UNIQUE INDEX matters_appeal_once ON matters (county, subject, line_no) WHERE kind = 'appeal' AND state <> 'withdrawn';
INSERT INTO matters (
  county, id, kind, state, version, person_id, township, subject, line_no, terms, from_at, until_at, due_at,
  asked_at, asked_by, decided_at, decided_by, decided_person, on_behalf_of, comment, outcome)
SELECT county, id, kind, state, version, person_id, township, subject, line_no, terms, from_at, until_at, due_at,
  asked_at, asked_by, decided_at, decided_by, decided_person, on_behalf_of, comment, outcome FROM matters_kept;
DROP TABLE matters_kept;
