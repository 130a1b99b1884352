package userprofileupdate

import (
	"hash/crc32"
	"strconv"
)

// An index of the cache has a set of updates for each of its keys, and another one for each key in a namespace. Where hardly
// two updates have the same key, most of the sets hold one update and take more memory than that (make bench-scale). So
// what is indexed then is the bucket that the key falls into; whoever looks there finds some other updates too, and has to
// pick.

// buckets are enough for as many updates as a cluster is likely to have: of 100,000 each holds a hundred.
const buckets = 1024

// bucketOf is the bucket that a key falls into.
func bucketOf(key string) string {
	return strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(key))%buckets), 36)
}
