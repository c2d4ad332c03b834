package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"kaochang/internal/config"
)

// certificateOf returns the certificate of a server, nil without TLS.
func certificateOf(c *config.Server) (*tls.Certificate, error) {
	switch c.TLS {
	case "files":
		pair, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
		if err != nil {
			return nil, fmt.Errorf("load certificate: %w", err)
		}
		return &pair, nil
	case "self-signed":
		return selfSigned(filepath.Join(c.Data, "tls"), c.MediaIP)
	}
	return nil, nil
}

// selfSigned returns a certificate for an address, made once and kept in a
// folder, so that a phone that has accepted it need not do so again.
func selfSigned(dir, host string) (*tls.Certificate, error) {
	cert, key := filepath.Join(dir, host+".crt"), filepath.Join(dir, host+".key")
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err == nil && time.Now().Before(pair.Leaf.NotAfter.Add(-30*24*time.Hour)) {
		return &pair, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("load self-signed certificate: %w", err)
	}
	if err := makeCertificate(cert, key, host); err != nil {
		return nil, fmt.Errorf("make self-signed certificate: %w", err)
	}
	if pair, err = tls.LoadX509KeyPair(cert, key); err != nil {
		return nil, fmt.Errorf("load self-signed certificate: %w", err)
	}
	return &pair, nil
}

func makeCertificate(certPath, keyPath, host string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "kaochang " + host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(390 * 24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	if ip := net.ParseIP(host); ip != nil {
		template.IPAddresses = append(template.IPAddresses, ip)
	} else {
		template.DNSNames = append(template.DNSNames, host)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(certPath), 0o700); err != nil {
		return err
	}
	if err := writeDurably(keyPath, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: private})); err != nil {
		return err
	}
	return writeDurably(certPath, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}
