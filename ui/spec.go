package ui

import (
	"encoding/json"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A spec is an OpenAPI document, as far as the page about it shows it. What the
// page leaves out is not read.
type spec struct {
	Info struct {
		Title, Summary, Description string
	}
	Tags []struct {
		Name, Description string
	}
	Paths      ordered[ordered[operation]] // by path, then by method
	Components struct {
		Parameters map[string]parameter
		Responses  map[string]response
		Schemas    ordered[schema]
	}
}

type operation struct {
	ID                   string `yaml:"operationId"`
	Summary, Description string
	Tags                 []string
	Parameters           []parameter
	Security             []yaml.Node
	Body                 struct {
		Description string
		Required    bool
		Content     ordered[content]
	} `yaml:"requestBody"`
	Responses ordered[response] // by status
}

type parameter struct {
	Ref                   string `yaml:"$ref"`
	Name, In, Description string
	Required              bool
	Schema                schema
	Example               yaml.Node
}

type response struct {
	Ref         string `yaml:"$ref"`
	Description string
	Content     ordered[content] // by media type
}

// A content is a body in one media type.
type content struct {
	Schema   schema
	Example  yaml.Node
	Examples ordered[struct {
		Summary string
		Value   yaml.Node
	}]
}

type schema struct {
	Ref              string `yaml:"$ref"`
	Description      string
	Type             oneOrMore
	Enum             []yaml.Node
	Const            yaml.Node
	Items            *schema
	Properties       ordered[schema]
	Additional       yaml.Node `yaml:"additionalProperties"` // a schema, or whether there may be any
	Required         []string
	OneOf            []schema `yaml:"oneOf"`
	AnyOf            []schema `yaml:"anyOf"`
	Minimum, Maximum *float64
	Format           string
	Default          yaml.Node
}

// ordered are the members of a mapping, in the order in which they are written:
// that is the order in which they are to be read.
type ordered[T any] []struct {
	Name  string
	Value T
}

// UnmarshalYAML reads a mapping.
func (o *ordered[T]) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: here belongs a mapping", n.Line)
	}
	*o = make(ordered[T], len(n.Content)/2)
	for i := range *o {
		(*o)[i].Name = n.Content[2*i].Value
		if err := n.Content[2*i+1].Decode(&(*o)[i].Value); err != nil {
			return fmt.Errorf("%s: %w", (*o)[i].Name, err)
		}
	}
	return nil
}

// oneOrMore are the types of a schema: "string", or ["string", "null"].
type oneOrMore []string

// UnmarshalYAML reads a word, or a list of words.
func (o *oneOrMore) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*o = oneOrMore{n.Value}
		return nil
	}
	return n.Decode((*[]string)(o))
}

// readSpec reads an OpenAPI document, and puts parameters and answers in the place
// of the references to them.
func readSpec(document []byte) (*spec, error) {
	s := &spec{}
	if err := yaml.Unmarshal(document, s); err != nil {
		return nil, fmt.Errorf("read the description of the API: %w", err)
	}
	for i := range s.Paths {
		for j := range s.Paths[i].Value {
			op := &s.Paths[i].Value[j].Value
			for k, p := range op.Parameters {
				if p.Ref != "" {
					op.Parameters[k] = s.Components.Parameters[refName(p.Ref)]
				}
			}
			for k, r := range op.Responses {
				if r.Value.Ref != "" {
					op.Responses[k].Value = s.Components.Responses[refName(r.Value.Ref)]
				}
			}
		}
	}
	return s, nil
}

// refName returns the name that a reference leads to: "#/components/schemas/Entry" is Entry.
func refName(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

// jsonOf returns an example as JSON, its members in the order in which they are
// written; empty if there is none.
func jsonOf(n yaml.Node) string {
	if n.IsZero() {
		return ""
	}
	var b strings.Builder
	writeJSON(&b, &n, "")
	return b.String()
}

func writeJSON(b *strings.Builder, n *yaml.Node, indent string) {
	step, within := 1, indent+"  "
	left, right := "[", "]"
	switch n.Kind {
	case yaml.MappingNode:
		step, left, right = 2, "{", "}"
	case yaml.SequenceNode:
		if flat(n) {
			within = ""
		}
	default:
		b.WriteString(scalarJSON(n))
		return
	}
	b.WriteString(left)
	for i := 0; i < len(n.Content); i += step {
		if i > 0 {
			b.WriteString(",")
		}
		switch {
		case within != "":
			b.WriteString("\n" + within)
		case i > 0:
			b.WriteString(" ")
		}
		if step == 2 {
			name, _ := json.Marshal(n.Content[i].Value) // a string always can be
			b.Write(name)
			b.WriteString(": ")
		}
		writeJSON(b, n.Content[i+step-1], within)
	}
	if within != "" && len(n.Content) > 0 {
		b.WriteString("\n" + indent)
	}
	b.WriteString(right)
}

// flat reports whether a list holds nothing but plain values, so that it fits a line.
func flat(n *yaml.Node) bool {
	for _, c := range n.Content {
		if c.Kind != yaml.ScalarNode {
			return false
		}
	}
	return true
}

func scalarJSON(n *yaml.Node) string {
	if n.ShortTag() == "!!str" || n.ShortTag() == "!!timestamp" {
		var b strings.Builder
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false) // the template escapes
		_ = enc.Encode(n.Value)  // a string always can be
		return strings.TrimSpace(b.String())
	}
	return n.Value // numbers, true, false and null are written alike
}
