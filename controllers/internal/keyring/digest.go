package keyring

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// digestBytes is half of the hash: no two texts meet by accident among any number of objects.
const digestBytes = 16

// digestKey is a key of their own for digests, so that the one that seals serves one purpose.
func digestKey(secret []byte) ([]byte, error) {
	return hkdf.Key(sha256.New, secret, nil, "userprofile-operator digests", sha256.Size)
}

// digest returns the id of the key, a dot, and the HMAC-SHA-256 (RFC 2104) of the text.
func (k *key) digest(text []byte) string {
	mac := hmac.New(sha256.New, k.digests)
	_, _ = mac.Write(text)
	return k.id + "." + hex.EncodeToString(mac.Sum(nil)[:digestBytes])
}

// Digest returns a digest of the text that nobody can check a guess against who has not the key. The same text gives the
// same digest as long as the key is the same.
func (r *Keyring) Digest(ctx context.Context, text []byte) (string, error) {
	k, err := r.key(ctx, r.make)
	if err != nil {
		return "", err
	}
	return k.digest(text), nil
}

// Made tells whether a digest was made with the present key: one that was not says nothing any more.
func (r *Keyring) Made(ctx context.Context, digest string) (bool, error) {
	k, err := r.key(ctx, r.make)
	if err != nil {
		return false, err
	}
	return strings.HasPrefix(digest, k.id+"."), nil
}
