// Package config is what can be set about a server. With nothing set it is a
// whole server on one machine. Settings are flags, or environment variables
// with the prefix KAOCHANG_; unknown ones are refused.
package config

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Server are the settings of a server. Each tag's help ends with unit and default.
type Server struct {
	Addr        string `help:"Address to listen on, host:port. Default ${default}." default:"127.0.0.1:8080" env:"KAOCHANG_ADDR"`
	Data        string `help:"Folder of the database, uploads and recordings. Default ${default}." default:"./data" env:"KAOCHANG_DATA" type:"path"`
	Database    string `help:"postgres://user:password@host/name, or empty for SQLite in the data folder." default:"" env:"KAOCHANG_DATABASE"`
	TLS         string `name:"tls" help:"off, self-signed (for phones in the same network) or files. Default ${default}." default:"off" enum:"off,self-signed,files" env:"KAOCHANG_TLS"`
	TLSCert     string `name:"tls-cert" help:"Certificate chain, PEM file, for --tls files." default:"" env:"KAOCHANG_TLS_CERT"`
	TLSKey      string `name:"tls-key" help:"Private key, PEM file, for --tls files." default:"" env:"KAOCHANG_TLS_KEY"`
	PublicURL   string `name:"public-url" help:"Origin in links, such as https://exam.example.edu.cn. Default: as the browser asked." default:"" env:"KAOCHANG_PUBLIC_URL"`
	TrustProxy  bool   `name:"trust-proxy" help:"A proxy of yours sets X-Forwarded-For and X-Forwarded-Proto. Default no." env:"KAOCHANG_TRUST_PROXY"`
	MediaIP     string `name:"media-ip" help:"Address at which browsers reach the media ports. Default: the host of --addr, or this machine's address in its network." default:"" env:"KAOCHANG_MEDIA_IP"`
	MediaTCP    int    `name:"media-tcp" help:"TCP port of media. Default: the port of --addr plus 1." default:"0" env:"KAOCHANG_MEDIA_TCP"`
	MediaUDP    int    `name:"media-udp" help:"UDP port of media. Default: the port of --addr plus 2." default:"0" env:"KAOCHANG_MEDIA_UDP"`
	MediaTURN   int    `name:"media-turn" help:"UDP port of TURN. Default: the port of --addr plus 3." default:"0" env:"KAOCHANG_MEDIA_TURN"`
	FaceEngine  string `name:"face-engine" help:"Folder of the face engine, as make face makes it. Default: face beside the program, where it is; without it people compare faces." default:"" env:"KAOCHANG_FACE_ENGINE" type:"path"`
	FaceWorkers int    `name:"face-workers" help:"How many face checks are looked at at once. Default ${default}." default:"2" env:"KAOCHANG_FACE_WORKERS"`
	WeChat
	SMS
	FaceClouds
	S3
	LogLevel string `name:"log-level" help:"debug, info, warn or error. Default ${default}." default:"info" enum:"debug,info,warn,error" env:"KAOCHANG_LOG_LEVEL"`
}

// WeChat is the account that fees are paid to, at WeChat Pay (API v3). All of it is
// set, but the app secret, or nothing. Secrets are in files.
type WeChat struct {
	WeChatAppID           string `name:"wechat-app-id" help:"WeChat Pay: app that orders are made for." default:"" env:"KAOCHANG_WECHAT_APP_ID"`
	WeChatMerchantID      string `name:"wechat-merchant-id" help:"WeChat Pay: merchant number. Default: no payments online." default:"" env:"KAOCHANG_WECHAT_MERCHANT_ID"`
	WeChatSerial          string `name:"wechat-serial" help:"WeChat Pay: serial number of the merchant's certificate." default:"" env:"KAOCHANG_WECHAT_SERIAL"`
	WeChatKeyFile         string `name:"wechat-key-file" help:"WeChat Pay: the merchant's private key, PEM file." default:"" env:"KAOCHANG_WECHAT_KEY_FILE" type:"path"`
	WeChatAPIKeyFile      string `name:"wechat-api-key-file" help:"WeChat Pay: file that holds the API v3 key, 32 bytes." default:"" env:"KAOCHANG_WECHAT_API_KEY_FILE" type:"path"`
	WeChatPlatformKeyID   string `name:"wechat-platform-key-id" help:"WeChat Pay: identifier of the platform's public key." default:"" env:"KAOCHANG_WECHAT_PLATFORM_KEY_ID"`
	WeChatAppSecretFile   string `name:"wechat-app-secret-file" help:"WeChat Pay: file that holds the official account's app secret; with it fees can be paid inside WeChat's own browser." default:"" env:"KAOCHANG_WECHAT_APP_SECRET_FILE" type:"path"`
	WeChatPlatformKeyFile string `name:"wechat-platform-key-file" help:"WeChat Pay: the platform's public key, PEM file." default:"" env:"KAOCHANG_WECHAT_PLATFORM_KEY_FILE" type:"path"`
}

// check refuses an account that is set in part.
func (w WeChat) check() error {
	set := 0
	all := []string{w.WeChatAppID, w.WeChatMerchantID, w.WeChatSerial, w.WeChatKeyFile, w.WeChatAPIKeyFile, w.WeChatPlatformKeyID, w.WeChatPlatformKeyFile}
	for _, value := range all {
		if value != "" {
			set++
		}
	}
	if set != 0 && set != len(all) {
		return fmt.Errorf("of the --wechat settings all are set or none: %d of %d are", set, len(all))
	}
	return nil
}

// Resolve fills in the defaults that follow from other settings and refuses
// settings that contradict each other.
func (s *Server) Resolve() error {
	host, portText, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return fmt.Errorf("--addr %q is not host:port: %w", s.Addr, err)
	}
	port, err := strconv.Atoi(portText)
	if err != nil || port < 1 || port > 65532 {
		return fmt.Errorf("--addr %q needs a port from 1 to 65532", s.Addr)
	}
	for i, p := range []*int{&s.MediaTCP, &s.MediaUDP, &s.MediaTURN} {
		if *p == 0 {
			*p = port + 1 + i
		}
	}
	if s.MediaIP == "" {
		s.MediaIP = reachable(host)
	}
	if (s.TLS == "files") != (s.TLSCert != "" && s.TLSKey != "") {
		return fmt.Errorf("--tls files goes with --tls-cert and --tls-key, and they with it")
	}
	if err := errors.Join(s.WeChat.check(), s.SMS.check(), s.FaceClouds.check(), s.S3.check()); err != nil {
		return err
	}
	s.PublicURL = strings.TrimSuffix(s.PublicURL, "/")
	if s.Database == "" {
		s.Database = "sqlite:" + filepath.Join(s.Data, "kaochang.db")
	}
	return nil
}

// Secure reports whether browsers come by TLS to this server itself.
func (s *Server) Secure() bool { return s.TLS != "off" || strings.HasPrefix(s.PublicURL, "https://") }

// Origin returns the address to print for people.
func (s *Server) Origin() string {
	if s.PublicURL != "" {
		return s.PublicURL
	}
	scheme := "http"
	if s.TLS != "off" {
		scheme = "https"
	}
	host, port, _ := net.SplitHostPort(s.Addr)
	return scheme + "://" + net.JoinHostPort(reachable(host), port)
}

// reachable returns an address for others: the host itself, or for "all
// addresses" this machine's address in its network, else loopback.
func reachable(host string) string {
	if ip := net.ParseIP(host); host != "" && (ip == nil || !ip.IsUnspecified()) {
		if host == "localhost" {
			return "127.0.0.1"
		}
		return host
	}
	if ip := LANAddress(); ip != "" {
		return ip
	}
	return "127.0.0.1"
}

// LANAddress returns this machine's first private IPv4 address, "" for none.
func LANAddress() string {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return ""
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && n.IP.IsPrivate() {
			return n.IP.String()
		}
	}
	return ""
}

// CheckEnvironment refuses KAOCHANG_ variables that no setting has, since a
// misspelt setting would silently not be one. allowed are further names.
func CheckEnvironment(allowed ...string) error {
	known := allowed
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Server]()) {
		known = append(known, f.Tag.Get("env"))
	}
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, "KAOCHANG_") && !slices.Contains(known, name) {
			return fmt.Errorf("%s is not a setting; see kaochang serve --help", name)
		}
	}
	return nil
}
