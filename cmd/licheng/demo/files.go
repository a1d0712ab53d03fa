package demo

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

// The names of the files Write makes, inside its folder.
const (
	MapFile        = "county.osm"
	ElevationDir   = "elevation"
	PlacesFile     = "places.csv"
	PeopleFile     = "people.csv"
	VehiclesFile   = "vehicles.csv"
	TollsFile      = "tolls.csv"
	RecordsFile    = "toll-records.csv"
	FuelPricesFile = "fuel-prices.csv"
	BudgetsFile    = "budgets.csv"
	RulesFile      = "rules.yaml"
	ApprovalFile   = "approval.yaml"
	TracesDir      = "traces"
)

// readme stands in the folder, so that nobody takes the county for a real one.
const readme = `虚构演示县 / an invented county

这里的一切都是由种子 %d 生成的：县、乡镇、村、人员、车辆、车牌、价格和轨迹都不存在。
Everything here was made from seed %d: the county, its places, people, vehicles,
plates, prices and traces do not exist. Any likeness to real ones is chance.
`

// Write lays the county's files into a folder, which is made if need be: the
// map, the elevation tile, the tables and the rule document for the importers,
// and one file a trip under traces.
func (c *County) Write(dir string) error {
	files, err := c.files()
	if err != nil {
		return err
	}
	for _, sub := range []string{ElevationDir, TracesDir} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.name), f.data, 0o644); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	return nil
}

type file struct {
	name string
	data []byte
}

func (c *County) files() ([]file, error) {
	var osm bytes.Buffer
	if err := c.WriteOSM(&osm); err != nil {
		return nil, err
	}
	rules, err := c.rulesYAML()
	if err != nil {
		return nil, err
	}
	tile, heights := c.Terrain.HGT()
	out := []file{
		{"README.txt", fmt.Appendf(nil, readme, c.Seed, c.Seed)},
		{MapFile, osm.Bytes()},
		{filepath.Join(ElevationDir, tile), heights},
		{PlacesFile, c.placesCSV()},
		{PeopleFile, c.peopleCSV()},
		{VehiclesFile, c.vehiclesCSV()},
		{TollsFile, c.tollsCSV()},
		{RecordsFile, c.tollRecordsCSV()},
		{FuelPricesFile, c.fuelPricesCSV()},
		{BudgetsFile, c.budgetsCSV()},
		{RulesFile, rules},
		{ApprovalFile, []byte(approvalYAML)},
	}
	for _, t := range c.Trips {
		out = append(out, file{filepath.Join(TracesDir, t.FileName), t.Bytes})
	}
	return out, nil
}
