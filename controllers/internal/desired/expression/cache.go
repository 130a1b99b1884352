package expression

import "sync"

// Cache compiles each expression once, however many objects have it. It is safe for concurrent use.
type Cache struct {
	size int

	mu       sync.Mutex
	programs map[cacheKey]func() (*Program, error)
}

type cacheKey struct {
	text string
	want Kind
}

// NewCache returns a cache of at most that many expressions. One more, and it starts anew: an operator sees far fewer
// expressions than objects, and compiling takes less than a millisecond.
func NewCache(size int) *Cache {
	return &Cache{size: size, programs: map[cacheKey]func() (*Program, error){}}
}

// Compile is like the function Compile. Failures are kept too.
func (c *Cache) Compile(text string, want Kind) (*Program, error) {
	return c.program(cacheKey{text, want})()
}

// program returns what compiles the expression when it is called first.
func (c *Cache) program(key cacheKey) func() (*Program, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	program, found := c.programs[key]
	if !found {
		if len(c.programs) >= c.size {
			clear(c.programs)
		}
		program = sync.OnceValues(func() (*Program, error) { return Compile(key.text, key.want) })
		c.programs[key] = program
	}
	return program
}
