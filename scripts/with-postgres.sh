#!/usr/bin/env bash
# Runs a command with a PostgreSQL of its own: a new cluster in a temporary
# folder, on a free port of 127.0.0.1, gone when the command ends. The command
# finds it in KAOCHANG_TEST_POSTGRES, as the address of an administrator who may
# create databases.
#
#   scripts/with-postgres.sh go test ./internal/store/...
set -euo pipefail
[ $# -gt 0 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }

bin=""
if command -v initdb >/dev/null; then
  bin=$(dirname "$(readlink -f "$(command -v initdb)")")
else
  for found in /usr/lib/postgresql/*/bin; do
    if [ -x "$found/initdb" ]; then bin=$found; fi
  done
fi
[ -n "$bin" ] || { echo "with-postgres: no initdb found; scripts/deps.sh installs PostgreSQL" >&2; exit 1; }

# PostgreSQL refuses to run as root; Debian's package brings the user postgres.
as=()
if [ "$(id -u)" -eq 0 ]; then as=(runuser -u postgres --); fi

# Nothing of it outlives the command, so it lies in memory where there is room and need
# not reach the disk, unless the command measures writing and sets POSTGRES_DURABLE=1.
home=/tmp hasty=""
if [ -z "${POSTGRES_DURABLE:-}" ]; then
  hasty="-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
  if [ "$(df --output=avail /dev/shm 2>/dev/null | tail -n 1)" -gt 4000000 ] 2>/dev/null; then home=/dev/shm; fi
fi
dir=$(mktemp -d "$home/kaochang-postgres.XXXXXX")
if [ "$(id -u)" -eq 0 ]; then chown postgres "$dir"; fi
started=""
stop() {
  if [ -n "$started" ]; then (cd / && "${as[@]}" "$bin/pg_ctl" -D "$dir/data" -m immediate -s stop) || true; fi
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
port=$(node -e 's=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
printf '%s\n' "$password" >"$dir/password"
if [ "$(id -u)" -eq 0 ]; then chown postgres "$dir/password"; fi
cd /
"${as[@]}" "$bin/initdb" -D "$dir/data" -U kaochang -A scram-sha-256 --pwfile="$dir/password" \
  -E UTF8 --locale=C -N >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; exit 1; }
"${as[@]}" "$bin/pg_ctl" -D "$dir/data" -l "$dir/postgres.log" -w -t 60 -s \
  -o "-h 127.0.0.1 -p $port -k $dir $hasty -c max_connections=300" \
  start || { cat "$dir/postgres.log" >&2; exit 1; }
started=yes
cd "$OLDPWD"
export KAOCHANG_TEST_POSTGRES="postgres://kaochang:$password@127.0.0.1:$port/postgres?sslmode=disable"
"$@"
