package rules

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"licheng/lang"
)

// Change is one thing that differs between two documents.
type Change struct {
	Item   string    `json:"item"` // id; empty: the document's head
	Clause string    `json:"clause,omitempty"`
	Title  lang.Text `json:"title"`
	Who    lang.Text `json:"who"`            // whom the clause is for
	Path   string    `json:"path,omitempty"` // of the figure, e.g. per_km.rates[2].yuan_per_km; empty: the whole clause
	From   string    `json:"from,omitempty"` // empty: it was not there
	To     string    `json:"to,omitempty"`   // empty: it is gone
}

// Diff returns what differs between two documents, clause by clause: in the
// order of the later one, then the clauses it dropped.
func Diff(before, after Document) []Change {
	changes := compare(Change{Title: lang.Say("文件", "document")}, headOf(before), headOf(after))
	for _, item := range after.Items {
		about := Change{Item: item.ID, Clause: item.Clause, Title: item.Title, Who: item.who()}
		old, had := before.item(item.ID)
		if !had {
			about.To = "added"
			changes = append(changes, about)
			continue
		}
		changes = append(changes, compare(about, figures(old), figures(item))...)
	}
	for _, item := range before.Items {
		if _, kept := after.item(item.ID); !kept {
			changes = append(changes, Change{Item: item.ID, Clause: item.Clause, Title: item.Title, Who: item.who(), From: "removed"})
		}
	}
	return changes
}

func (d Document) item(id string) (Item, bool) {
	for _, item := range d.Items {
		if item.ID == id {
			return item, true
		}
	}
	return Item{}, false
}

// headOf is a document without its clauses, so that figures tells its head.
func headOf(d Document) map[string]string {
	d.Items = nil
	return figures(d)
}

// compare tells each figure of one clause that differs.
func compare(about Change, before, after map[string]string) []Change {
	paths := make([]string, 0, len(before)+len(after))
	for path := range before {
		paths = append(paths, path)
	}
	for path := range after {
		if _, both := before[path]; !both {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	var changes []Change
	for _, path := range paths {
		if before[path] != after[path] {
			c := about
			c.Path, c.From, c.To = path, before[path], after[path]
			changes = append(changes, c)
		}
	}
	return changes
}

// figures writes down every value of a clause by its path of YAML keys.
func figures(value any) map[string]string {
	into := map[string]string{}
	write(into, "", reflect.ValueOf(value))
	return into
}

func write(into map[string]string, path string, v reflect.Value) {
	switch told := v.Interface().(type) {
	case Number:
		if told.written {
			into[path] = told.String()
		}
		return
	case Condition:
		if told.text != "" {
			into[path] = told.text
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			write(into, path, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			key, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
			write(into, strings.TrimPrefix(path+"."+key, "."), v.Field(i))
		}
	case reflect.Slice:
		if v.Len() > 0 && v.Type().Elem().Kind() == reflect.String {
			into[path] = fmt.Sprint(v.Interface())
			return
		}
		for i := range v.Len() {
			write(into, fmt.Sprintf("%s[%d]", path, i), v.Index(i))
		}
	default:
		if !v.IsZero() {
			into[path] = fmt.Sprint(v.Interface())
		}
	}
}

// staffWords are the Chinese words of the staff classes.
var staffWords = map[StaffClass]string{
	CivilServant: "公务员（含参公）", Institution: "事业编", VillageTeam: "驻村工作队", Temporary: "临聘", VillageCadre: "村干部",
}

// who says whom a clause is for.
func (i Item) who() lang.Text {
	zh, en := "所有人员", "everybody"
	if classes := i.When.StaffClasses; len(classes) > 0 {
		words := make([]string, len(classes))
		for k, class := range classes {
			words[k] = staffWords[class]
		}
		zh, en = strings.Join(words, "、"), fmt.Sprint(classes)
	}
	for _, more := range []struct {
		zh, en string
		values any
		n      int
	}{
		{"车型", "vehicles", i.When.VehicleClasses, len(i.When.VehicleClasses)},
		{"能源", "energies", i.When.Energies, len(i.When.Energies)},
		{"事由", "purposes", i.When.Purposes, len(i.When.Purposes)},
		{"条件", "if", i.When.If, len(i.When.If.text)},
	} {
		if more.n > 0 {
			zh += fmt.Sprintf("，%s %v", more.zh, more.values)
			en += fmt.Sprintf(", %s %v", more.en, more.values)
		}
	}
	return lang.Say(zh, en)
}
