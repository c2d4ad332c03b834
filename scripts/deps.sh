#!/usr/bin/env bash
# Sees to it that what the tests need is there: on Debian and Ubuntu it installs
# what is missing, elsewhere it says what is. Go and Node are the reader's own.
set -euo pipefail

GO_WANTED=1.26
NODE_WANTED=20

# at_least HAVE WANT: whether version HAVE is WANT or later.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

problems=()
if ! command -v go >/dev/null; then
  problems+=("Go $GO_WANTED or later: https://go.dev/dl/")
elif ! at_least "$(go env GOVERSION | sed 's/^go//')" "$GO_WANTED"; then
  problems+=("Go $GO_WANTED or later, found $(go env GOVERSION)")
fi
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  problems+=("Node $NODE_WANTED or later, with npm: https://nodejs.org")
elif ! at_least "$(node --version | sed 's/^v//')" "$NODE_WANTED"; then
  problems+=("Node $NODE_WANTED or later, found $(node --version)")
fi

has_postgres() { command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
has_cjk_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh family)" ]; }

packages=() names=()
need() { packages+=("$1"); names+=("$2"); }
command -v "${CHROMIUM:-chromium}" >/dev/null || need chromium "Chromium (CHROMIUM=path names another one)"
command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null || need ffmpeg "ffmpeg with ffprobe"
has_postgres || need postgresql "PostgreSQL 14 or later (initdb, postgres)"
command -v redis-server >/dev/null || need redis-server "Redis 6 or later"
command -v pdftotext >/dev/null || need poppler-utils "pdftotext of poppler-utils"
command -v curl >/dev/null || need curl curl
# e2e/faults makes disks of its own where it may mount them.
[ "$(id -u)" -ne 0 ] || { command -v mkfs.ext4 && command -v e2fsck; } >/dev/null || need e2fsprogs "e2fsprogs (mkfs.ext4, e2fsck)"
command -v "${CC:-cc}" >/dev/null || { need gcc "a C compiler, for the face engine"; need libc6-dev "the C library's headers"; }
has_cjk_font || need fonts-noto-cjk "a font with Chinese, such as Noto Sans CJK"

install() {
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || return 1
    sudo=(sudo)
  fi
  echo "installing ${packages[*]}"
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
}

if [ ${#packages[@]} -gt 0 ]; then
  if ! command -v apt-get >/dev/null || ! install; then
    problems+=("${names[@]}")
  fi
fi
if [ ${#problems[@]} -gt 0 ]; then
  echo "The tests need, and this machine lacks:" >&2
  printf '  - %s\n' "${problems[@]}" >&2
  exit 1
fi
