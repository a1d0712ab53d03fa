package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"text/tabwriter"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"licheng"
	"licheng/geo/lanes"
	"licheng/geo/osm"
	"licheng/geo/relief"
	"licheng/geo/roads"
	"licheng/lang"
)

// roadsCommand is licheng roads: build a road file from maps, tell what is in one.
func roadsCommand() *cobra.Command {
	root := &cobra.Command{Use: "roads", Short: "路网：build and inspect road files"}
	root.AddCommand(roadsBuildCommand(), roadsInfoCommand(), roadsSuggestCommand())
	return root
}

func roadsBuildCommand() *cobra.Command {
	var output, elevation string
	c := &cobra.Command{
		Use:   "build [-o F.roads] [--elevation DIR] FILE...",
		Short: "编译路网：OpenStreetMap files (.osm, .osm.pbf, .gz, .bz2) and local layers (.geojson) to one road file",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			if output == "" {
				output = roadFileBeside(files[0])
			}
			info, err := buildRoads(cmd.ErrOrStderr(), files, elevation, output)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %d junctions, %d edges, %.1f km of road, %.1f km tolled, %.2f MB, version %s\n",
				output, info.Nodes, info.Edges, info.LengthKM, info.TolledTagKM+info.TolledRuleKM,
				float64(info.Bytes)/1e6, info.Version)
			return nil
		},
	}
	c.Flags().StringVarP(&output, "output", "o", "", "road file to write (default: the first FILE's name with .roads)")
	c.Flags().StringVar(&elevation, "elevation", "", "folder of SRTM tiles (.hgt, .hgt.zip) for climbs")
	return c
}

// roadFileBeside returns the default output: guizhou.osm.pbf becomes guizhou.roads.
func roadFileBeside(path string) string {
	folder, name := filepath.Split(path)
	for {
		ext := filepath.Ext(name)
		switch strings.ToLower(ext) {
		case ".gz", ".bz2", ".pbf", ".osm", ".xml":
			name = strings.TrimSuffix(name, ext)
		default:
			return folder + name + ".roads"
		}
	}
}

// buildRoads reads the maps and writes the road file.
func buildRoads(progress io.Writer, files []string, elevation, output string) (roads.Info, error) {
	// Less than the usual slack: a build holds the whole map, and memory is what
	// a county's machine has least of.
	defer debug.SetGCPercent(debug.SetGCPercent(5))
	var tiles *relief.Tiles
	if elevation != "" {
		var err error
		if tiles, err = relief.Open(elevation); err != nil {
			return roads.Info{}, unusableMap(err)
		}
	}
	files, layers, err := splitLayers(files)
	if err != nil {
		return roads.Info{}, unusableMap(err)
	}
	in, err := importMaps(progress, files)
	if err != nil {
		return roads.Info{}, unusableMap(err)
	}
	if len(layers) > 0 {
		lanes.Merge(&in, layers)
	}
	if tiles != nil {
		in.Relief = tiles
	}
	in.Once = true
	sources := strings.Join(in.Sources, ", ")
	network, err := roads.Build(in)
	if err != nil {
		return roads.Info{}, unusableMap(fmt.Errorf("%s: %w", sources, err))
	}
	if tiles != nil {
		if err := tiles.Err(); err != nil {
			return roads.Info{}, unusableMap(err)
		}
	}
	if err := network.WriteFile(output); err != nil {
		return roads.Info{}, fmt.Errorf("the road file could not be written: %w", err)
	}
	return network.Info(), nil
}

// splitLayers reads the local layers among the files and returns them and the
// files that are maps.
func splitLayers(files []string) (maps []string, layers []lanes.Layer, err error) {
	for _, path := range files {
		layer, is, err := readLayer(path)
		if err != nil {
			return nil, nil, err
		}
		if is {
			layers = append(layers, layer)
		} else {
			maps = append(maps, path)
		}
	}
	if len(maps) == 0 {
		return nil, nil, errNoMap
	}
	return maps, layers, nil
}

// errNoMap reports layers without a map under them.
var errNoMap = errors.New("a local layer adds to a map: name an OpenStreetMap file beside it")

// readLayer reads a file when it is a local layer.
func readLayer(path string) (layer lanes.Layer, is bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return lanes.Layer{}, false, err
	}
	defer func() { _ = f.Close() }() // only read from
	head := make([]byte, 512)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) || !lanes.IsLayer(head[:n]) {
		return lanes.Layer{}, false, nil // a map, or nothing: the importer says what
	}
	rest, err := io.ReadAll(f)
	if err != nil {
		return lanes.Layer{}, false, err
	}
	layer, err = lanes.ReadLayer(append(head[:n], rest...), filepath.Base(path))
	return layer, err == nil, err
}

// importMaps reads the maps, with a bar when a person is watching.
func importMaps(progress io.Writer, files []string) (roads.Input, error) {
	screen, is := progress.(*os.File)
	if !is || !term.IsTerminal(int(screen.Fd())) {
		return osm.Import(files, nil)
	}
	total := int64(0)
	for _, path := range files {
		if stat, err := os.Stat(path); err == nil { // Import names what is missing
			total += 2 * stat.Size()
		}
	}
	bar := progressbar.NewOptions64(total, progressbar.OptionSetWriter(screen), progressbar.OptionShowBytes(true),
		progressbar.OptionSetDescription("读取地图 reading maps"), progressbar.OptionClearOnFinish())
	in, err := osm.Import(files, func(n int) { _ = bar.Add(n) }) // a bar that cannot be drawn stops nothing
	_ = bar.Finish()
	return in, err
}

// unusableMap marks an error as the input's fault rather than ours.
func unusableMap(err error) error {
	var missing *fs.PathError
	if errors.As(err, &missing) {
		return fmt.Errorf("%w: %s: %w", &licheng.Fault{
			Kind: licheng.Invalid, Slug: "file-unreadable",
			Title: lang.Say("文件无法读取", "the file cannot be read"),
		}, missing.Path, missing.Err)
	}
	return fmt.Errorf("%w: %w", &licheng.Fault{
		Kind: licheng.Unprocessable, Slug: "map-unusable",
		Title: lang.Say("文件不能使用", "this file cannot be used"),
	}, err)
}

func roadsInfoCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "info [--json] FILE",
		Short: "路网概况：what a road file holds and how its tolls were decided",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			network, err := roads.Open(args[0])
			if err != nil {
				return unusableMap(err)
			}
			info := network.Info()
			if err := network.Close(); err != nil {
				return err
			}
			if asJSON {
				encoder := json.NewEncoder(cmd.OutOrStdout())
				encoder.SetIndent("", "  ")
				encoder.SetEscapeHTML(false)
				return encoder.Encode(info)
			}
			return printRoadsInfo(cmd.OutOrStdout(), info)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as one JSON object")
	return c
}

// printRoadsInfo prints one row a fact, Chinese and English.
func printRoadsInfo(out io.Writer, info roads.Info) error {
	t := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	row := func(label, format string, args ...any) {
		fmt.Fprintf(t, "%s\t%s\n", label, fmt.Sprintf(format, args...))
	}
	row("version 版本", "%s (format %d)", info.Version, info.Format)
	row("made from 来源", "%s", strings.Join(info.Sources, ", "))
	row("size 大小", "%.2f MB", float64(info.Bytes)/1e6)
	row("bound 范围", "%.4f, %.4f to %.4f, %.4f", info.Bound[0], info.Bound[1], info.Bound[2], info.Bound[3])
	row("junctions 路口", "%d", info.Nodes)
	row("segments 路段", "%d (%d directed edges, %d ways)", info.Segments, info.Edges, info.Ways)
	row("length 里程", "%.1f km", info.LengthKM)
	for _, c := range info.ClassKM {
		row("  "+c.Class, "%.1f km", c.KM)
	}
	row("tolled 收费", "%.1f km by tag, %.1f km by rule", info.TolledTagKM, info.TolledRuleKM)
	row("toll rule 判定", "%s", info.TollRule)
	row("booths 收费站", "%d, gantries 门架 %d, on no road %d", info.Booths, info.Gantries, info.TollsOffRoad)
	row("tunnels 隧道", "%d segments, %.1f km", info.Tunnels, info.TunnelKM)
	row("bridges 桥梁", "%d segments", info.Bridges)
	r := info.Restrictions
	row("turn rules 转向限制", "%d given, %d used, %d unused: %d pairs, %d longer sequences",
		r.Given, r.Used, r.Unused, r.Pairs, r.Sequences)
	row("elevation 高程", "%s", map[bool]string{true: "yes 有", false: "no 无"}[info.Elevation])
	row("missing nodes 缺失节点", "%d", info.MissingNodes)
	for _, note := range info.Notes {
		row("note 说明", "%s", note)
	}
	return t.Flush()
}
