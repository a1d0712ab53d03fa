package osm

// Tags are the attributes of a map object.
type Tags []Tag

// Tag is one attribute, such as highway=primary.
type Tag struct{ Key, Value string }

// Get returns the value of a key, empty when the object does not have it.
func (t Tags) Get(key string) string {
	for _, tag := range t {
		if tag.Key == key {
			return tag.Value
		}
	}
	return ""
}

// first returns the value of the first key that the object has.
func (t Tags) first(keys ...string) string {
	for _, k := range keys {
		if v := t.Get(k); v != "" {
			return v
		}
	}
	return ""
}
