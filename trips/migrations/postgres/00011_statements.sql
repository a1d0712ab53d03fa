-- +goose Up
-- What was handed in: a trace, or a statement of a trip that has none (JSON).
ALTER TABLE traces ADD COLUMN kind TEXT NOT NULL DEFAULT 'trace' CHECK (kind IN ('trace', 'statement'));
-- What shows that a trip was driven, and what its length rests on where that is
-- no trace: a sentence in each language (JSON), empty with a trace.
ALTER TABLE trips ADD COLUMN evidence TEXT NOT NULL DEFAULT 'trace'
    CHECK (evidence IN ('trace', 'toll-record', 'request', 'dispatch-slip', 'companion', 'usual-route', 'own-word'));
ALTER TABLE trips ADD COLUMN rests_on TEXT NOT NULL DEFAULT '';
-- Usual routes are learnt from the trips between two places.
CREATE INDEX trips_by_places ON trips (county, from_place, to_place);

-- +goose Down
DROP INDEX trips_by_places;
ALTER TABLE trips DROP COLUMN rests_on;
ALTER TABLE trips DROP COLUMN evidence;
ALTER TABLE traces DROP COLUMN kind;
