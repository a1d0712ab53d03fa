package reimburse

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/money"
	"licheng/trips"
)

// saveCosts writes the costs of a person's month in place of those before.
func (s *store) saveCosts(ctx context.Context, tx *sqlx.Tx, county trips.County, person trips.PersonID, month string, costs []costRow) error {
	if _, err := exec(ctx, tx, `DELETE FROM trip_costs WHERE county = ? AND month = ? AND person_id = ?`, county, month, person); err != nil {
		return fmt.Errorf("trip costs of %s: %w", person, err)
	}
	for _, c := range costs {
		if _, err := exec(ctx, tx, `INSERT INTO trip_costs (county, trip_id, person_id, month, day, distance_m, energy_fen, toll_fen, unpriced)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (county, trip_id) DO UPDATE SET person_id = excluded.person_id, month = excluded.month, day = excluded.day,
				distance_m = excluded.distance_m, energy_fen = excluded.energy_fen, toll_fen = excluded.toll_fen, unpriced = excluded.unpriced`,
			county, c.trip, person, month, c.day, c.distanceM, c.energyFen, c.tollFen, c.unpriced); err != nil {
			return fmt.Errorf("cost of trip %s: %w", c.trip, err)
		}
	}
	return nil
}

func (s *store) saveAllowance(ctx context.Context, tx *sqlx.Tx, county trips.County, person trips.PersonID, month string, sum money.Amount) error {
	_, err := exec(ctx, tx, `INSERT INTO person_months (county, person_id, month, allowance_fen) VALUES (?, ?, ?, ?)
		ON CONFLICT (county, person_id, month) DO UPDATE SET allowance_fen = excluded.allowance_fen`, county, person, month, sum)
	if err != nil {
		return fmt.Errorf("allowance of %s: %w", person, err)
	}
	return nil
}

// dayCost is what a person's trips of one day cost.
type dayCost struct {
	Person    trips.PersonID `db:"person_id"`
	Month     string         `db:"month"`
	Day       string         `db:"day"`
	Trips     int            `db:"trips"`
	Unpriced  int            `db:"unpriced"`
	DistanceM float64        `db:"distance_m"`
	PricedM   float64        `db:"priced_m"`
	EnergyFen money.Amount   `db:"energy_fen"`
	TollFen   money.Amount   `db:"toll_fen"`
}

// dayCosts sums the trips of the months from … to (2006-01, both included) by
// person and day. Energy, tolls and PricedM leave unpriced trips out.
func (s *store) dayCosts(ctx context.Context, q querier, county trips.County, from, to string) ([]dayCost, error) {
	rows := []dayCost{}
	err := list(ctx, q, &rows, `SELECT person_id, month, day, COUNT(*) AS trips,
			CAST(SUM(CASE WHEN unpriced = '' THEN 0 ELSE 1 END) AS BIGINT) AS unpriced,
			SUM(distance_m) AS distance_m,
			SUM(CASE WHEN unpriced = '' THEN distance_m ELSE 0.0 END) AS priced_m,
			CAST(SUM(CASE WHEN unpriced = '' THEN energy_fen ELSE 0 END) AS BIGINT) AS energy_fen,
			CAST(SUM(CASE WHEN unpriced = '' THEN toll_fen ELSE 0 END) AS BIGINT) AS toll_fen
		FROM trip_costs WHERE county = ? AND month >= ? AND month <= ?
		GROUP BY person_id, month, day ORDER BY person_id, month, day`, county, from, to)
	return rows, err
}

// personMonthSum is the transport money of one person and month.
type personMonthSum struct {
	Person      trips.PersonID `db:"person_id"`
	Month       string         `db:"month"`
	ReceivedFen money.Amount   `db:"received_fen"` // allowance drawn, claims approved or paid
	WaitingFen  money.Amount   `db:"waiting_fen"`  // claims handed in, not decided
}

// moneyBack sums, by person and month, what came back for driving and what may
// still come: see personMonthSum. Meal money and pay for a hard post are no transport money:
// they are not in it.
func (s *store) moneyBack(ctx context.Context, q querier, county trips.County, from, to string) ([]personMonthSum, error) {
	rows := []personMonthSum{}
	err := list(ctx, q, &rows, `SELECT person_id, month,
			CAST(SUM(CASE WHEN state IN ('approved', 'paid') THEN fen ELSE 0 END) AS BIGINT) AS received_fen,
			CAST(SUM(CASE WHEN state IN ('submitted', 'checked', 'returned') THEN fen ELSE 0 END) AS BIGINT) AS waiting_fen
		FROM (
			SELECT person_id, month, allowance_fen AS fen, 'paid' AS state FROM person_months
				WHERE county = ? AND month >= ? AND month <= ?
			UNION ALL
			SELECT person_id, month, total_fen AS fen, state FROM claims
				WHERE county = ? AND month >= ? AND month <= ?
			UNION ALL
			SELECT c.person_id, c.month, -l.amount_fen AS fen, c.state FROM claims c
				JOIN claim_lines l ON l.county = c.county AND l.claim_id = c.id AND l.code IN ('MEALS', 'HARDSHIP')
				WHERE c.county = ? AND c.month >= ? AND c.month <= ?
		) AS sums GROUP BY person_id, month ORDER BY person_id, month`, county, from, to, county, from, to, county, from, to)
	return rows, err
}
