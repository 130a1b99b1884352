package expression

import (
	"cmp"
	"slices"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
)

// inOrder is the function that makes loops go through the keys of a map in order. Nobody can write its name.
//
// cel-go takes them as Go does, so inputs.hr.map(k, inputs.hr[k]).join() would be another text each time.
const inOrder = "@inOrder"

func order() cel.EnvOption {
	collection := cel.TypeParamType("C")
	return cel.Function(inOrder, cel.Overload("in_order", []*cel.Type{collection}, collection, cel.UnaryBinding(ordered)))
}

// loops are the macros that go through a map.
var loops = map[string]bool{
	"all": true, "exists": true, "exists_one": true, "existsOne": true, "map": true, "filter": true,
	"transformList": true, "transformMap": true, "transformMapEntry": true,
}

func ordered(v ref.Val) ref.Val {
	if m, isMap := v.(traits.Mapper); isMap {
		return orderedMap{m}
	}
	return v
}

type orderedMap struct{ traits.Mapper }

// Iterator implements traits.Iterable.
func (m orderedMap) Iterator() traits.Iterator {
	keys := []ref.Val{}
	for it := m.Mapper.Iterator(); it.HasNext() == types.True; {
		keys = append(keys, it.Next())
	}
	slices.SortFunc(keys, compareKeys)
	return types.NewRefValList(types.DefaultTypeAdapter, keys).Iterator()
}

// compareKeys orders keys of different types by their type.
func compareKeys(a, b ref.Val) int {
	if byType := cmp.Compare(a.Type().TypeName(), b.Type().TypeName()); byType != 0 {
		return byType
	}
	if a, hasOrder := a.(traits.Comparer); hasOrder {
		return intOf(a.Compare(b))
	}
	return 0
}
