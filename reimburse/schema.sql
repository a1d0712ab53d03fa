-- The tables of this room as the migrations leave them (SQLite). Written by
-- go test ./reimburse -run TestSchemaDump -update

CREATE TABLE budgets (
  county      TEXT NOT NULL,
  unit        TEXT NOT NULL,
  year        INTEGER NOT NULL,
  granted_fen INTEGER NOT NULL CHECK (granted_fen >= 0),
  pooled_fen  INTEGER NOT NULL CHECK (pooled_fen >= 0), -- kept back of the staff's allowances
  blocks      BOOLEAN NOT NULL, -- what is more is not approved; else it is shown
  imported_at TIMESTAMP NOT NULL,
  imported_by TEXT NOT NULL,
  PRIMARY KEY (county, unit, year)
);

CREATE TABLE calendar_days (
  county TEXT NOT NULL,
  day    TEXT NOT NULL, -- 2006-01-02
  year   INTEGER NOT NULL, -- the year whose paper names the day
  name   TEXT NOT NULL,
  worked BOOLEAN NOT NULL,
  PRIMARY KEY (county, day)
);

CREATE TABLE claim_comments (
  county    TEXT NOT NULL,
  claim_id  TEXT NOT NULL,
  event_seq INTEGER NOT NULL, -- of the return that carried it
  line_no   INTEGER NOT NULL, -- as it was then
  line_key  TEXT NOT NULL,   -- finds the line again after the draft was priced anew
  at        TIMESTAMP NOT NULL,
  login     TEXT NOT NULL,
  text      TEXT NOT NULL,
  PRIMARY KEY (county, claim_id, event_seq, line_no),
  FOREIGN KEY (county, claim_id) REFERENCES claims (county, id)
);

CREATE TABLE claim_lines (
  county     TEXT NOT NULL,
  claim_id   TEXT NOT NULL,
  no         INTEGER NOT NULL CHECK (no >= 1),
  code       TEXT NOT NULL,
  trip_id    TEXT NOT NULL, -- empty: about the whole month
  quantity   TEXT NOT NULL,
  unit       TEXT NOT NULL,
  rate       TEXT NOT NULL,
  amount_fen INTEGER NOT NULL,
  rule       TEXT NOT NULL, -- JSON, claim.Rule
  text       TEXT NOT NULL, -- JSON, lang.Text
  inputs     TEXT NOT NULL, -- JSON, []claim.Input
  on_at      TIMESTAMP NOT NULL,
  digest     TEXT NOT NULL, -- of the whole line; sealed in the ledger at each move
  PRIMARY KEY (county, claim_id, no),
  FOREIGN KEY (county, claim_id) REFERENCES claims (county, id)
);

CREATE TABLE claim_trips (
  county   TEXT NOT NULL,
  trip_id  TEXT NOT NULL,
  claim_id TEXT NOT NULL,
  digest   TEXT NOT NULL, -- of the trip as it was priced
  PRIMARY KEY (county, trip_id),
  FOREIGN KEY (county, claim_id) REFERENCES claims (county, id)
);

CREATE INDEX claim_trips_by_claim ON claim_trips (county, claim_id);

CREATE TABLE claim_units (
  county   TEXT NOT NULL,
  claim_id TEXT NOT NULL,
  unit     TEXT NOT NULL, facts TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (county, claim_id),
  FOREIGN KEY (county, claim_id) REFERENCES claims (county, id)
);

CREATE TABLE claims (
  county            TEXT NOT NULL,
  id                TEXT NOT NULL,
  person_id         TEXT NOT NULL,
  month             TEXT NOT NULL, -- 2006-01, Asia/Shanghai
  sequence          INTEGER NOT NULL CHECK (sequence >= 1),
  state             TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'checked', 'returned', 'approved', 'rejected', 'paid')),
  version           INTEGER NOT NULL CHECK (version >= 1),
  rule_document     TEXT NOT NULL,
  rule_version      TEXT NOT NULL,
  rule_hash         TEXT NOT NULL,
  roads_versions    TEXT NOT NULL, -- JSON
  match_versions    TEXT NOT NULL, -- JSON
  trips             INTEGER NOT NULL,
  distance_m        REAL NOT NULL,
  total_fen         INTEGER NOT NULL,
  cut_fen           INTEGER NOT NULL,
  findings_serious  INTEGER NOT NULL,
  findings_note     INTEGER NOT NULL,
  lines_digest      TEXT NOT NULL,
  drafted_at        TIMESTAMP NOT NULL,
  submitted_at      TIMESTAMP,
  submitted_by      TEXT NOT NULL DEFAULT '',
  decided_at        TIMESTAMP,
  decided_by        TEXT NOT NULL DEFAULT '',
  paid_at           TIMESTAMP,
  payment_reference TEXT NOT NULL DEFAULT '',
  kind              TEXT NOT NULL DEFAULT 'month' CHECK (kind IN ('month', 'correction')),
  endorsed_by       TEXT NOT NULL DEFAULT '',
  endorsed_person   TEXT NOT NULL DEFAULT '',
  hands             TEXT NOT NULL DEFAULT '[]', -- JSON, []matter.Who
  PRIMARY KEY (county, id),
  UNIQUE (county, person_id, month, sequence),
  FOREIGN KEY (county, person_id) REFERENCES persons (county, id),
  CHECK (state IN ('draft') OR submitted_at IS NOT NULL),
  CHECK ((state IN ('approved', 'rejected', 'paid')) = (decided_at IS NOT NULL)),
  CHECK ((state = 'paid') = (paid_at IS NOT NULL))
);

CREATE INDEX claims_by_state ON claims (county, state, month);

CREATE TABLE dispatch_slips (
  county    TEXT NOT NULL,
  number    TEXT NOT NULL CHECK (length(number) > 0),
  day       TEXT NOT NULL CHECK (length(day) = 10),
  person_id TEXT NOT NULL,
  place     TEXT NOT NULL,
  sha256    TEXT NOT NULL,
  PRIMARY KEY (county, number, day)
);

CREATE INDEX dispatch_slips_by_sha256 ON dispatch_slips (county, sha256) WHERE sha256 <> '';

CREATE TABLE fuel_prices (
  county     TEXT NOT NULL,
  zone       TEXT NOT NULL,
  grade      TEXT NOT NULL,
  valid_from TIMESTAMP NOT NULL,
  yuan       TEXT NOT NULL, -- decimal, per litre or kWh
  source     TEXT NOT NULL,
  PRIMARY KEY (county, zone, grade, valid_from)
);

CREATE TABLE invoice_rides (
  county       TEXT NOT NULL,
  invoice_id   TEXT NOT NULL,
  plate        TEXT NOT NULL,
  entry        TEXT NOT NULL,
  exit_station TEXT NOT NULL,
  entry_at     TIMESTAMP NOT NULL,
  exit_at      TIMESTAMP NOT NULL,
  PRIMARY KEY (county, invoice_id),
  FOREIGN KEY (county, invoice_id) REFERENCES invoices (county, id),
  CHECK (exit_at > entry_at)
);

CREATE INDEX invoice_rides_by_ride ON invoice_rides (county, plate, exit_at);

CREATE TABLE invoices (
  county     TEXT NOT NULL,
  id         TEXT NOT NULL,
  key        TEXT NOT NULL,
  claim_id   TEXT NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('toll', 'toll-topup', 'parking', 'lodging', 'other')),
  code       TEXT NOT NULL, -- of the older kinds; empty: fully digital
  number     TEXT NOT NULL,
  buyer      TEXT NOT NULL,
  seller     TEXT NOT NULL,
  issued_on  TEXT NOT NULL, -- 2006-01-02
  amount_fen INTEGER NOT NULL,
  file_name  TEXT NOT NULL,
  sha256     TEXT NOT NULL, -- of file
  file       BLOB NOT NULL,
  added_at   TIMESTAMP NOT NULL,
  added_by   TEXT NOT NULL, tax TEXT NOT NULL DEFAULT '' CHECK (tax IN ('', 'taxed', 'untaxed')), summary TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (county, id),
  UNIQUE (county, key),
  UNIQUE (county, sha256),
  FOREIGN KEY (county, claim_id) REFERENCES claims (county, id)
);

CREATE INDEX invoices_by_claim ON invoices (county, claim_id);

CREATE TABLE ledger_anchors (
  county    TEXT NOT NULL,
  seq       INTEGER NOT NULL CHECK (seq >= 1),
  hash      TEXT NOT NULL,
  at        TIMESTAMP NOT NULL,
  key       TEXT NOT NULL, -- hex, the Ed25519 public key
  signature TEXT NOT NULL, -- hex
  PRIMARY KEY (county, seq, key)
);

CREATE TRIGGER ledger_events_final_delete BEFORE DELETE ON ledger_events
BEGIN
  SELECT RAISE(ABORT, 'ledger_events: the book is only ever added to');
END;

CREATE TRIGGER ledger_events_final_update BEFORE UPDATE ON ledger_events
BEGIN
  SELECT RAISE(ABORT, 'ledger_events: the book is only ever added to');
END;

CREATE TABLE ledger_events (
  county    TEXT NOT NULL,
  seq       INTEGER NOT NULL CHECK (seq >= 1),
  at        TIMESTAMP NOT NULL,
  actor     TEXT NOT NULL,
  type      TEXT NOT NULL,
  subject   TEXT NOT NULL,
  payload   TEXT NOT NULL, -- canonical JSON: its bytes are sealed
  prev_hash TEXT NOT NULL,
  hash      TEXT NOT NULL,
  PRIMARY KEY (county, seq)
);

CREATE INDEX ledger_events_by_subject ON ledger_events (county, subject, seq);

CREATE TABLE ledger_heads (
  county TEXT NOT NULL PRIMARY KEY,
  seq    INTEGER NOT NULL,
  hash   TEXT NOT NULL
);

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

CREATE UNIQUE INDEX matters_appeal_once ON matters (county, subject, line_no) WHERE kind = 'appeal' AND state <> 'withdrawn';

CREATE INDEX matters_by_person ON matters (county, kind, person_id, from_at);

CREATE INDEX matters_by_state ON matters (county, kind, state, asked_at);

CREATE UNIQUE INDEX matters_voucher_once ON matters (county, person_id, subject) WHERE kind = 'voucher' AND state IN ('asked', 'approved');

CREATE TABLE month_facts (
  county    TEXT NOT NULL,
  person_id TEXT NOT NULL,
  month     TEXT NOT NULL, -- 2006-01
  no        INTEGER NOT NULL CHECK (no >= 1),
  body      TEXT NOT NULL, -- JSON, Facts
  digest    TEXT NOT NULL, -- of body
  said_at   TIMESTAMP NOT NULL,
  said_by   TEXT NOT NULL,
  PRIMARY KEY (county, person_id, month, no),
  FOREIGN KEY (county, person_id) REFERENCES persons (county, id)
);

CREATE TABLE office_documents (
  county      TEXT NOT NULL,
  kind        TEXT NOT NULL,
  no          INTEGER NOT NULL CHECK (no >= 1),
  body        TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  imported_at TIMESTAMP NOT NULL,
  imported_by TEXT NOT NULL,
  PRIMARY KEY (county, kind, no)
);

CREATE TABLE payment_batches (
  county    TEXT NOT NULL,
  id        TEXT NOT NULL,
  number    TEXT NOT NULL, -- as printed and as the claims' payment reference
  version   INTEGER NOT NULL CHECK (version >= 1),
  made_at   TIMESTAMP NOT NULL,
  made_by   TEXT NOT NULL,
  total_fen INTEGER NOT NULL CHECK (total_fen > 0),
  transfers INTEGER NOT NULL CHECK (transfers >= 1),
  layout    TEXT NOT NULL, -- the bank layout's name
  file_name TEXT NOT NULL,
  file      BLOB NOT NULL, -- as it was sent
  sha256    TEXT NOT NULL, -- of file
  PRIMARY KEY (county, id),
  UNIQUE (county, number)
);

CREATE TABLE payment_claims (
  county     TEXT NOT NULL,
  batch_id   TEXT NOT NULL,
  no         INTEGER NOT NULL,
  claim_id   TEXT NOT NULL,
  amount_fen INTEGER NOT NULL, -- negative for a clawback
  failed     BOOLEAN NOT NULL,
  PRIMARY KEY (county, batch_id, claim_id),
  FOREIGN KEY (county, batch_id, no) REFERENCES payment_transfers (county, batch_id, no),
  FOREIGN KEY (county, claim_id) REFERENCES claims (county, id)
);

CREATE UNIQUE INDEX payment_claims_once ON payment_claims (county, claim_id) WHERE NOT failed;

CREATE TABLE payment_transfers (
  county      TEXT NOT NULL,
  batch_id    TEXT NOT NULL,
  no          INTEGER NOT NULL CHECK (no >= 1),
  person_id   TEXT NOT NULL,
  name        TEXT NOT NULL,
  bank        TEXT NOT NULL,
  account     TEXT NOT NULL,
  amount_fen  INTEGER NOT NULL CHECK (amount_fen > 0),
  state       TEXT NOT NULL CHECK (state IN ('sent', 'arrived', 'failed')),
  reason      TEXT NOT NULL, -- why it failed, as the bank said
  answered_at TIMESTAMP,
  answered_by TEXT NOT NULL,
  PRIMARY KEY (county, batch_id, no),
  FOREIGN KEY (county, batch_id) REFERENCES payment_batches (county, id),
  CHECK ((state = 'sent') = (answered_at IS NULL))
);

CREATE TABLE person_months (
  county        TEXT NOT NULL,
  person_id     TEXT NOT NULL,
  month         TEXT NOT NULL,
  allowance_fen INTEGER NOT NULL CHECK (allowance_fen >= 0),
  PRIMARY KEY (county, person_id, month),
  FOREIGN KEY (county, person_id) REFERENCES persons (county, id)
);

CREATE TABLE persons (
  county         TEXT NOT NULL,
  id             TEXT NOT NULL,
  name           TEXT NOT NULL,
  staff_class    TEXT NOT NULL CHECK (staff_class IN ('civil_servant', 'institution', 'village_team', 'temporary', 'village_cadre')),
  township       TEXT NOT NULL,
  township_name  TEXT NOT NULL,
  unit           TEXT NOT NULL,
  allowance_from TEXT NOT NULL,
  allowance_to   TEXT NOT NULL,
  bank_name      TEXT NOT NULL,
  bank_account   TEXT NOT NULL,
  drafts         INTEGER NOT NULL DEFAULT 0, marks TEXT NOT NULL DEFAULT '', township_from TEXT NOT NULL DEFAULT '', township_to TEXT NOT NULL DEFAULT '', -- counts pricings; updating it is the lock that makes them follow each other
  PRIMARY KEY (county, id)
);

CREATE INDEX persons_by_township ON persons (county, township);

CREATE TRIGGER rule_documents_final_delete BEFORE DELETE ON rule_documents
BEGIN
  SELECT RAISE(ABORT, 'rule_documents: an imported document is never changed');
END;

CREATE TRIGGER rule_documents_final_update BEFORE UPDATE ON rule_documents
BEGIN
  SELECT RAISE(ABORT, 'rule_documents: an imported document is never changed');
END;

CREATE TABLE rule_documents (
  county        TEXT NOT NULL,
  id            TEXT NOT NULL,
  version       TEXT NOT NULL,
  in_force_from TEXT NOT NULL,
  in_force_to   TEXT NOT NULL,
  body          TEXT NOT NULL, -- the YAML as imported
  sha256        TEXT NOT NULL, -- of body
  imported_at   TIMESTAMP NOT NULL,
  imported_by   TEXT NOT NULL,
  PRIMARY KEY (county, id, version)
);

CREATE INDEX rule_documents_by_day ON rule_documents (county, in_force_from);

CREATE TABLE toll_free_periods (
  county     TEXT NOT NULL,
  free_from  TIMESTAMP NOT NULL,
  free_until TIMESTAMP NOT NULL,
  name       TEXT NOT NULL, seats INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (county, free_from),
  CHECK (free_from < free_until)
);

CREATE TABLE toll_record_uses (
  county    TEXT NOT NULL,
  claim_id  TEXT NOT NULL,
  no        INTEGER NOT NULL CHECK (no >= 1),
  trip_id   TEXT NOT NULL,
  person_id TEXT NOT NULL, -- of the claim
  plate     TEXT NOT NULL, -- empty: the vehicle is not known
  from_at   TIMESTAMP NOT NULL,
  until_at  TIMESTAMP NOT NULL,
  slack_s   INTEGER NOT NULL CHECK (slack_s >= 0),
  paid_by   TEXT NOT NULL CHECK (paid_by IN ('record', 'table', 'estimate', 'invoice')),
  exit_key  TEXT, -- of the record; null where none paid
  held      BOOLEAN NOT NULL,
  PRIMARY KEY (county, claim_id, no),
  FOREIGN KEY (county, claim_id) REFERENCES claims (county, id),
  FOREIGN KEY (county, plate, until_at, exit_key) REFERENCES toll_records (county, plate, exit_at, exit_key),
  CHECK (from_at <= until_at),
  CHECK ((paid_by = 'record') = (exit_key IS NOT NULL))
);

CREATE INDEX toll_record_uses_by_plate ON toll_record_uses (county, plate, until_at);

CREATE INDEX toll_record_uses_by_trip ON toll_record_uses (county, trip_id);

CREATE UNIQUE INDEX toll_record_uses_once ON toll_record_uses (county, plate, until_at, exit_key) WHERE held AND exit_key IS NOT NULL;

CREATE TABLE toll_records (
  county       TEXT NOT NULL,
  plate        TEXT NOT NULL, -- without the marks people put in it
  exit_at      TIMESTAMP NOT NULL,
  exit_key     TEXT NOT NULL, -- the exit station as names are compared
  exit_station TEXT NOT NULL, -- as the statement writes it
  entry        TEXT NOT NULL, -- empty where the statement does not tell it
  entry_at     TIMESTAMP,
  pay_fen      INTEGER NOT NULL CHECK (pay_fen >= 0),
  discount_fen INTEGER NOT NULL CHECK (discount_fen >= 0 AND discount_fen <= pay_fen),
  real_fen     INTEGER NOT NULL CHECK (real_fen = pay_fen - discount_fen),
  sha256       TEXT NOT NULL, -- of the statement's file
  row_no       INTEGER NOT NULL CHECK (row_no >= 1), -- in it
  imported_at  TIMESTAMP NOT NULL,
  imported_by  TEXT NOT NULL,
  trip_id      TEXT NOT NULL DEFAULT '', own BOOLEAN NOT NULL DEFAULT false, -- the trip it is of, as far as trips are known
  PRIMARY KEY (county, plate, exit_at, exit_key),
  CHECK (entry_at IS NULL OR entry_at < exit_at)
);

CREATE INDEX toll_records_by_time ON toll_records (county, exit_at);

CREATE TABLE toll_rows (
  county        TEXT NOT NULL,
  interval_code TEXT NOT NULL, -- a gantry's ref, or ENTRY>EXIT
  valid_from    TIMESTAMP NOT NULL,
  name          TEXT NOT NULL,
  class1_fen    INTEGER NOT NULL CHECK (class1_fen >= 0),
  class2_fen    INTEGER NOT NULL CHECK (class2_fen >= 0),
  class3_fen    INTEGER NOT NULL CHECK (class3_fen >= 0),
  class4_fen    INTEGER NOT NULL CHECK (class4_fen >= 0), over_interval TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (county, interval_code, valid_from)
);

CREATE TABLE trip_costs (
  county     TEXT NOT NULL,
  trip_id    TEXT NOT NULL,
  person_id  TEXT NOT NULL,
  month      TEXT NOT NULL, -- 2006-01, Asia/Shanghai
  day        TEXT NOT NULL, -- 2006-01-02, the day it began
  distance_m REAL NOT NULL,
  energy_fen INTEGER NOT NULL,
  toll_fen   INTEGER NOT NULL,
  unpriced   TEXT NOT NULL, -- why the cost is not known; empty: it is
  PRIMARY KEY (county, trip_id),
  FOREIGN KEY (county, person_id) REFERENCES persons (county, id)
);

CREATE INDEX trip_costs_by_month ON trip_costs (county, month, person_id);

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

CREATE TABLE vehicles (
  county    TEXT NOT NULL,
  id        TEXT NOT NULL,
  person_id TEXT NOT NULL,
  plate     TEXT NOT NULL,
  class     TEXT NOT NULL CHECK (class IN ('car', 'suv', 'pickup', 'minivan', 'mpv', 'bus', 'motorcycle', 'bicycle')),
  energy    TEXT NOT NULL CHECK (energy IN ('petrol', 'diesel', 'electric', 'hybrid', 'none')),
  grade     TEXT NOT NULL, -- 92, 95, 98, 0, -10; empty: the usual one of the energy
  declared  TEXT NOT NULL, -- decimal, litres or kWh per 100 km; empty: not known
  seats     INTEGER NOT NULL CHECK (seats >= 1),
  length_mm INTEGER NOT NULL CHECK (length_mm >= 0),
  etc       BOOLEAN NOT NULL,
  unit      BOOLEAN NOT NULL, -- belongs to the unit, not to the person
  engine_cc INTEGER NOT NULL DEFAULT 0 CHECK (engine_cc >= 0), -- 0: not known
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, person_id) REFERENCES persons (county, id)
);

CREATE INDEX vehicles_by_person ON vehicles (county, person_id);

CREATE UNIQUE INDEX vehicles_by_plate ON vehicles (county, plate);
