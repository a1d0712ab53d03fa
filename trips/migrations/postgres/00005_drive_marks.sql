-- +goose Up
-- The details a trip is known again by (trips/verify, Mark), one row a mark.
-- drive is a number made from the trip's id: rows of 30 bytes instead of 60.
-- Written so that the marks of one kind of place stand together; SQLite keeps
-- the rows in the key itself.
DROP TABLE trip_marks;
CREATE TABLE drives (
    county  TEXT   NOT NULL,
    drive   BIGINT NOT NULL,
    trip_id TEXT   NOT NULL,
    marks   BYTEA NOT NULL,
    PRIMARY KEY (county, drive),
    UNIQUE (county, trip_id),
    FOREIGN KEY (county, trip_id) REFERENCES trips (county, id) ON DELETE CASCADE
);
CREATE TABLE drive_marks (
    county TEXT   NOT NULL,
    mark   BIGINT NOT NULL,
    drive  BIGINT NOT NULL,
    PRIMARY KEY (county, mark, drive)
);

-- +goose Down
DROP TABLE drive_marks;
DROP TABLE drives;
CREATE TABLE trip_marks (
    county  TEXT   NOT NULL,
    mark    BIGINT NOT NULL,
    trip_id TEXT   NOT NULL,
    PRIMARY KEY (county, mark, trip_id),
    FOREIGN KEY (county, trip_id) REFERENCES trips (county, id) ON DELETE CASCADE
);
CREATE INDEX trip_marks_by_trip ON trip_marks (county, trip_id);
