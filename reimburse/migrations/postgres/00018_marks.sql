-- +goose Up
-- What the county attests of a person (rank, declarations, a hard township) and
-- the service in townships, for conditions of the rule; bicycles, and the
-- displacement of an engine.
ALTER TABLE persons ADD COLUMN marks TEXT NOT NULL DEFAULT ''; -- words, with a space between them
ALTER TABLE persons ADD COLUMN township_from TEXT NOT NULL DEFAULT ''; -- first day of the service in townships that counts
ALTER TABLE persons ADD COLUMN township_to TEXT NOT NULL DEFAULT '';
ALTER TABLE vehicles DROP CONSTRAINT vehicles_class_check;
ALTER TABLE vehicles ADD CONSTRAINT vehicles_class_check CHECK (class IN ('car', 'suv', 'pickup', 'minivan', 'mpv', 'bus', 'motorcycle', 'bicycle'));
ALTER TABLE vehicles DROP CONSTRAINT vehicles_energy_check;
ALTER TABLE vehicles ADD CONSTRAINT vehicles_energy_check CHECK (energy IN ('petrol', 'diesel', 'electric', 'hybrid', 'none'));
ALTER TABLE vehicles ADD COLUMN engine_cc BIGINT NOT NULL DEFAULT 0 CHECK (engine_cc >= 0); -- 0: not known

-- +goose Down
ALTER TABLE vehicles DROP COLUMN engine_cc;
DELETE FROM vehicles WHERE class = 'bicycle' OR energy = 'none';
ALTER TABLE vehicles DROP CONSTRAINT vehicles_class_check;
ALTER TABLE vehicles ADD CONSTRAINT vehicles_class_check CHECK (class IN ('car', 'suv', 'pickup', 'minivan', 'mpv', 'bus', 'motorcycle'));
ALTER TABLE vehicles DROP CONSTRAINT vehicles_energy_check;
ALTER TABLE vehicles ADD CONSTRAINT vehicles_energy_check CHECK (energy IN ('petrol', 'diesel', 'electric', 'hybrid'));
ALTER TABLE persons DROP COLUMN township_to;
ALTER TABLE persons DROP COLUMN township_from;
ALTER TABLE persons DROP COLUMN marks;
