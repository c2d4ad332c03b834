package rehearse

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// unseal opens a paper as pages do: AES-256-GCM, the nonce before the ciphertext, the
// paper's identifier as additional data.
func unseal(sealed []byte, keyBase64, paperID string) (plain []byte, err error) {
	key, err := base64.StdEncoding.DecodeString(keyBase64)
	if err != nil {
		return nil, fmt.Errorf("read key of paper %s: %w", paperID, err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("use key of paper %s: %w", paperID, err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("use key of paper %s: %w", paperID, err)
	}
	if len(sealed) < gcm.NonceSize() {
		return nil, errors.New("the sealed paper is too short")
	}
	plain, err = gcm.Open(nil, sealed[:gcm.NonceSize()], sealed[gcm.NonceSize():], []byte(paperID))
	if err != nil {
		return nil, fmt.Errorf("open paper %s: %w", paperID, err)
	}
	return plain, nil
}

// bytes fetches a file.
func (b *browser) bytes(ctx context.Context, path string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.base+path, nil)
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", path, err)
	}
	res, err := b.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", path, err)
	}
	defer func() { _ = res.Body.Close() }() // only read
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", path, err)
	}
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetch %s: status %d", path, res.StatusCode)
	}
	return data, nil
}
