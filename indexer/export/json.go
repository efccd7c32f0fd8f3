package export

import (
	"bufio"
	"encoding/json"
)

// Lines are an export as JSON Lines: each item as the API gives it.
type lines struct{ out *json.Encoder }

func newLines(out *bufio.Writer, _ Of, _ Meta) encoder {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return lines{enc}
}

func (lines) begin() error { return nil }
func (lines) end() error   { return nil }

func (l lines) item(it *Item) error {
	switch {
	case it.Entry != nil:
		return l.out.Encode(it.Entry)
	case it.Claim != nil:
		return l.out.Encode(it.Claim)
	}
	return l.out.Encode(it.Article)
}

// An array is an export as one JSON value that holds a list, which is written item by
// item. Signs that mean something in HTML are escaped: such files are put into pages.
type array struct {
	out        *bufio.Writer
	head, foot string // what stands around the items
	of         func(it *Item) any
	any        bool // an item was written
}

func (a *array) begin() error {
	_, err := a.out.WriteString(a.head)
	return err
}

func (a *array) item(it *Item) error {
	data, err := json.Marshal(a.of(it))
	if err != nil {
		return err
	}
	between := ",\n"
	if !a.any {
		a.any, between = true, "\n"
	}
	if _, err := a.out.WriteString(between); err != nil {
		return err
	}
	_, err = a.out.Write(data)
	return err
}

func (a *array) end() error {
	_, err := a.out.WriteString(a.foot)
	return err
}
