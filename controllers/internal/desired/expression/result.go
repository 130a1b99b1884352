package expression

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
)

// What one result may hold, all its texts together.
const (
	maxResultBytes  = 64 << 10
	maxResultValues = 10_000
)

// convert makes the Go value that belongs to the kind.
func (p *Program) convert(v ref.Val) (any, error) {
	r := result{program: p}
	data, err := r.json(v)
	if err != nil {
		return nil, err
	}
	if !p.want.holds(data) {
		return nil, p.wrongType(describe(v.Type()))
	}
	members, isList := data.([]any)
	if p.want != Texts || !isList {
		return data, nil
	}
	texts := []string{}
	for _, member := range members {
		text, isText := member.(string)
		if !isText {
			return nil, p.wrongType("a list with other members")
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// holds tells whether a result is of the kind, but for the members of a list.
func (k Kind) holds(data any) bool {
	ok := false
	switch k {
	case Text:
		_, ok = data.(string)
	case Texts:
		_, ok = data.([]any)
	case Number:
		_, ok = data.(json.Number)
	case Boolean:
		_, ok = data.(bool)
	case Any:
		ok = data != nil
	}
	return ok
}

// result keeps account of what was converted.
type result struct {
	program       *Program
	bytes, values int
}

func (r *result) json(v ref.Val) (any, error) {
	if r.values++; r.values > maxResultValues {
		return nil, r.program.failed(fmt.Sprintf("it gives more than %d values", maxResultValues), false)
	}
	switch v := v.(type) {
	case types.String:
		return r.text(string(v))
	case types.Bool:
		return bool(v), nil
	case types.Int:
		return json.Number(strconv.FormatInt(int64(v), 10)), nil
	case types.Uint:
		return json.Number(strconv.FormatUint(uint64(v), 10)), nil
	case types.Double:
		return r.double(float64(v))
	case types.Null:
		return nil, nil //nolint:nilnil // JSON null
	case traits.Lister:
		return r.list(v)
	case traits.Mapper:
		return r.object(v)
	case *types.Err: // in a list that was adapted only now
		return nil, r.program.evalError(v)
	default:
		return nil, r.program.wrongType(describe(v.Type()))
	}
}

func (r *result) text(s string) (any, error) {
	if r.bytes += len(s); r.bytes > maxResultBytes {
		return nil, r.program.failed(fmt.Sprintf("it gives more than %d KiB of text", maxResultBytes>>10), false)
	}
	if !utf8.ValidString(s) {
		return nil, r.program.failed("it gives a text that is not UTF-8", false)
	}
	return s, nil
}

func (r *result) double(f float64) (any, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, r.program.failed("it gives something that is no finite number", false)
	}
	return json.Number(formatDouble(f)), nil
}

func (r *result) list(list traits.Lister) (any, error) {
	members := []any{}
	for it := list.Iterator(); it.HasNext() == types.True; {
		member, err := r.json(it.Next())
		if err != nil {
			return nil, err
		}
		members = append(members, member)
	}
	return members, nil
}

func (r *result) object(object traits.Mapper) (any, error) {
	members := map[string]any{}
	for it := (orderedMap{object}).Iterator(); it.HasNext() == types.True; {
		key := it.Next()
		name, isText := key.(types.String)
		if !isText {
			return nil, r.program.wrongType("a map with keys that are no texts")
		}
		if _, err := r.text(string(name)); err != nil {
			return nil, err
		}
		member, err := r.json(object.Get(key))
		if err != nil {
			return nil, err
		}
		members[string(name)] = member
	}
	return members, nil
}
