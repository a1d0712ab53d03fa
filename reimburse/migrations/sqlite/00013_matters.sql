-- +goose Up
-- What is asked and answered beside the claims: requests before trips,
-- delegations, appeals, complaints. Each row is sealed whole in the ledger.
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
  PRIMARY KEY (county, id),
  CHECK (state NOT IN ('asked', 'given') OR decided_at IS NULL)
);
CREATE INDEX matters_by_state ON matters (county, kind, state, asked_at);
CREATE INDEX matters_by_person ON matters (county, kind, person_id, from_at);
CREATE UNIQUE INDEX matters_appeal_once ON matters (county, subject, line_no) WHERE kind = 'appeal' AND state <> 'withdrawn';

-- The request a trip was driven under.
CREATE TABLE trip_requests (
  county     TEXT NOT NULL,
  trip_id    TEXT NOT NULL,
  request_id TEXT NOT NULL, -- empty: somebody said that there is none
  person_id  TEXT NOT NULL, -- of the trip
  by_hand    BOOLEAN NOT NULL,
  linked_at  TIMESTAMP NOT NULL,
  linked_by  TEXT NOT NULL,
  PRIMARY KEY (county, trip_id)
);
CREATE INDEX trip_requests_by_request ON trip_requests (county, request_id);

-- +goose Down
DROP TABLE trip_requests;
DROP TABLE matters;
