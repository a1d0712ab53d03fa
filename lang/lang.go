// Package lang holds sentences that are said in both languages of the house:
// Chinese first, English beside it.
package lang

import "fmt"

// Text is one sentence in Chinese and English. Both are always filled.
type Text struct {
	ZH string `json:"zh" yaml:"zh" doc:"中文"`
	EN string `json:"en" yaml:"en" doc:"English"`
}

// Say makes a Text of a Chinese and an English sentence.
func Say(zh, en string) Text { return Text{ZH: zh, EN: en} }

// Sayf makes a Text from a Chinese and an English format, both fed with the
// same arguments; use explicit indexes (%[1]s) where the word order differs.
func Sayf(zh, en string, args ...any) Text {
	return Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}
}

// In returns the sentence in the language asked for by an RFC 5646 tag such as
// "en" or "zh-CN"; everything that does not begin with "en" gets Chinese.
func (t Text) In(tag string) string {
	if len(tag) >= 2 && (tag[:2] == "en" || tag[:2] == "EN") {
		return t.EN
	}
	return t.ZH
}

// String returns both sentences, Chinese first, for logs and terminals.
func (t Text) String() string { return t.ZH + " / " + t.EN }
