package keyring

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// keySize makes the cipher AES-256.
const keySize = 32

// key seals and opens with AES-256 in Galois/Counter Mode and random nonces (NIST SP 800-38D): fit for billions of texts
// with one key.
type key struct {
	// id tells keys apart without telling anything about them.
	id      string
	aead    cipher.AEAD
	digests []byte
}

func newKey(secret []byte) (*key, error) {
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	digests, err := digestKey(secret)
	if err != nil {
		return nil, err
	}
	hash := sha256.Sum256(append([]byte("userprofile-operator key id "), secret...))
	return &key{id: hex.EncodeToString(hash[:4]), aead: aead, digests: digests}, nil
}

// seal returns the id of the key, a dot, and the sealed text. It opens only together with what it is bound to.
func (k *key) seal(text, boundTo string) string {
	raw := k.aead.Seal(nil, nil, []byte(text), []byte(boundTo)) //nolint:gosec // G407: the cipher makes a random nonce itself
	return k.id + "." + base64.RawURLEncoding.EncodeToString(raw)
}

// open tells whether the text was sealed with this key and bound to this.
func (k *key) open(sealed, boundTo string) (text string, ok bool) {
	id, encoded, _ := strings.Cut(sealed, ".")
	raw, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil || id != k.id {
		return "", false
	}
	plain, err := k.aead.Open(nil, nil, raw, []byte(boundTo))
	return string(plain), err == nil
}
