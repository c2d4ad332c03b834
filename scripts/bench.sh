#!/usr/bin/env bash
# Measures what docs/BENCHMARKS.md lists and needs no browser, and prints it as
# lines to put into its table. Nothing else should run on the machine meanwhile.
#
#   scripts/bench.sh                 all of it
#   scripts/bench.sh start size      some: size, start, disk, go, lists, rehearse, storm, cost, upload
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/demo-server.sh

CANDIDATES=${CANDIDATES:-5}
SECONDS_EACH=${SECONDS_EACH:-30}
LISTENERS=${LISTENERS:-0}
STARTS=20

machine() {
  local cpu memory
  cpu=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
  memory=$(awk '/MemTotal/ {printf "%.0f GiB", $2/1048576}' /proc/meminfo)
  echo "machine: ${cpu:-unknown}, $(nproc) cores, $memory, $(uname -sr), $(go env GOVERSION)"
  echo "commit: $(git rev-parse --short HEAD), $(date -u +%F)"
}

# percentile P: of the numbers on standard input, one a line.
percentile() { sort -n | awk -v p="$1" '{a[NR]=$1} END {i=int((p/100)*NR+0.999999); if (i<1) i=1; print a[i]}'; }

bench_size() {
  echo "size: $(stat -c %s bin/kaochang | awk '{printf "%.1f MB", $1/1e6}') (bin/kaochang, stripped, both web clients inside)"
}

# From the start of the process, with empty data, to the first 200 of /readyz.
bench_start() {
  local times="" i
  for i in $(seq 1 $STARTS); do
    start_demo
    times+="$DEMO_READY_MS"$'\n'
    stop_demo
  done
  echo "start: p50 $(printf %s "$times" | percentile 50) ms, p99 $(printf %s "$times" | percentile 99) ms (n=$STARTS, empty data)"
}

# What the disk takes to make 4 kB durable: figures of writing mean nothing without it.
bench_disk() {
  local file
  file=$(mktemp -p .)
  echo "disk: $(dd if=/dev/zero of="$file" bs=4k count=500 oflag=dsync 2>&1 | awk -F, '/copied/ {split($(NF-1),t," "); printf "%.2f ms a durable 4 kB write", t[1]*1000/500}')"
  rm -f "$file"
}

bench_go() {
  go test -run '^$' -bench . -benchmem -count 1 ./internal/... | grep -E '^(Benchmark|pkg:)' || true
}

# A page of each long list of the console, with 10,000 rows, on both databases.
bench_lists() {
  scripts/with-postgres.sh go test ./cmd/kaochang -run '^$' -bench Lists -benchtime 50x -timeout 15m | grep ^Benchmark
}

# cpu_seconds PID: of that process alone, so far.
cpu_seconds() {
  sed 's/^.*) //' "/proc/$1/stat" | awk -v hz="$(getconf CLK_TCK)" '{printf "%.2f", ($12 + $13) / hz}'
}

# memory_mb PID: resident, of the process and its children, now.
memory_mb() {
  local pid total=0
  for pid in "$1" $(pgrep -P "$1" || true); do
    total=$((total + $(awk '/VmRSS/ {print $2}' "/proc/$pid/status")))
  done
  echo $((total / 1024))
}

bench_rehearse() {
  local out sfu before_api before_sfu
  start_demo
  out=$(mktemp)
  sfu=$(pgrep -P "$DEMO_PID")
  before_api=$(cpu_seconds "$DEMO_PID") before_sfu=$(cpu_seconds "$sfu")
  bin/kaochang rehearse --server "$DEMO_URL" --type interview --candidates "$CANDIDATES" --per-room 1 \
    --seconds "$SECONDS_EACH" --listeners "$LISTENERS" --json >"$out"
  node -e '
    const r = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    const [api, sfu, mb, listeners] = process.argv.slice(2).map(Number);
    const line = (name, v) => console.log(`${name}: p50 ${v.p50} ms, p95 ${v.p95} ms, p99 ${v.p99} ms`);
    console.log(`completed: ${r.completed} of ${r.candidates}, ${listeners} further people connected`);
    line("sign-in", r.sign_in_ms); line("first frame", r.first_frame_ms);
    line("invitation to room", r.invite_to_room_ms); line("events", r.events_ms);
    const minutes = r.recordings.reduce((sum, one) => sum + one.duration_s, 0) / 60;
    console.log(`recorded: ${minutes.toFixed(1)} camera minutes`);
    console.log(`server: ${(api / minutes).toFixed(2)} CPU-seconds a camera minute (API, events, recorder), ` +
      `media server ${(sfu / minutes).toFixed(2)} (to recorder and panel); ${mb} MB resident`);' \
    "$out" "$(awk -v a="$(cpu_seconds "$DEMO_PID")" -v b="$before_api" 'BEGIN {print a - b}')" \
    "$(awk -v a="$(cpu_seconds "$sfu")" -v b="$before_sfu" 'BEGIN {print a - b}')" "$(memory_mb "$DEMO_PID")" "$LISTENERS"
  stop_demo
  rm -f "$out"
}

# Everybody signs in within one minute, on both databases, each on durable disk.
bench_storm() {
  start_demo
  storm SQLite "${STORM:-5000}"
  stop_demo
  POSTGRES_DURABLE=1 scripts/with-postgres.sh scripts/bench.sh storm_postgres
}

bench_storm_postgres() {
  local database=$KAOCHANG_TEST_POSTGRES
  unset KAOCHANG_TEST_POSTGRES
  start_demo --database "$database"
  storm PostgreSQL "${STORM:-5000}"
  stop_demo
}

# storm DATABASE CANDIDATES
storm() {
  local out before
  out=$(mktemp)
  before=$(cpu_seconds "$DEMO_PID")
  bin/kaochang rehearse --server "$DEMO_URL" --type sign-in --candidates "$2" --within 60s --json >"$out" 2>/dev/null || true
  node -e '
    const r = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    const [database, cpu] = process.argv.slice(2);
    console.log(`storm, ${database}: ${r.completed} of ${r.candidates} in 60 s, ${r.failed.length} failed; a request p50 ${r.requests_ms.p50}, ` +
      `p99 ${r.requests_ms.p99} ms; address to timetable p50 ${r.sign_in_ms.p50}, p99 ${r.sign_in_ms.p99} ms; server ${cpu} CPU-seconds`);' \
    "$out" "$1" "$(awk -v a="$(cpu_seconds "$DEMO_PID")" -v b="$before" 'BEGIN {printf "%.1f", a - b}')"
  rm -f "$out"
}

# What a camera minute costs while an interview runs: sampled for 30 s, once all
# have arrived; what the server takes when nobody is there is not counted.
bench_cost() {
  local sfu idle api media rehearsal
  start_demo
  sfu=$(pgrep -P "$DEMO_PID")
  idle=$(cpu_seconds "$DEMO_PID")
  sleep 30
  idle=$(awk -v a="$(cpu_seconds "$DEMO_PID")" -v b="$idle" 'BEGIN {print a - b}')
  bin/kaochang rehearse --server "$DEMO_URL" --type interview --candidates 8 --per-room 1 --seconds 50 --json >/dev/null 2>&1 &
  rehearsal=$!
  sleep 17
  api=$(cpu_seconds "$DEMO_PID") media=$(cpu_seconds "$sfu")
  sleep 30
  awk -v a="$(cpu_seconds "$DEMO_PID")" -v b="$api" -v idle="$idle" -v s="$(cpu_seconds "$sfu")" -v t="$media" 'BEGIN {
    printf "cost: recorder %.2f, media server %.2f CPU-seconds a camera minute (16 cameras, each to recorder and panel)\n", (a-b-idle)/8, (s-t)/8}'
  wait "$rehearsal"
  stop_demo
}

# A file of 1 GB through the whole server, at once and in the browser's pieces of
# 1 MiB, in turns with a plain copy that ends with fsync, all on one disk. The file
# is in memory before; whoever sends it (curl, node) runs on the same cores.
bench_upload() {
  local dir rounds=${ROUNDS:-5} size=${UPLOAD_BYTES:-1000000000} turn
  dir=$(mktemp -d -p "${UPLOAD_DIR:-.}")
  { printf 'PK\003\004'; head -c $((size - 4)) /dev/urandom; } >"$dir/file"
  probe_copy "$dir" before
  TMPDIR=$dir start_demo
  node scripts/bench-upload.mjs "$DEMO_URL" "$dir/file" login >"$dir/cookie"
  for turn in $(seq 1 "$rounds"); do
    seconds copy cp_durably "$dir"
    seconds upload send "$dir" at-once
    seconds pieces send "$dir" in-pieces
  done >"$dir/times"
  stop_demo
  probe_copy "$dir" after
  for turn in copy upload pieces; do
    awk -v name=$turn '$1 == name {print $2}' "$dir/times" | percentile 50 >"$dir/$turn"
    awk -v name=$turn -v size="$size" -v p50="$(cat "$dir/$turn")" -v copy="$(cat "$dir/copy")" '
      $1 == name { n++; all = all " " $2; cpu += $3 }
      END { printf "%s: p50 %.2f s (n=%d:%s), %.0f MB/s, %.2f CPU-seconds a GB%s\n", name, p50, n, all, size/1e6/p50, cpu/n/(size/1e9),
        name == "copy" ? "" : sprintf(" of the server; %.0f %% of the copy", 100*copy/p50) }' "$dir/times"
  done
  rm -rf "$dir"
}

# seconds NAME COMMAND...: its time and the CPU-seconds of the server meanwhile; of a
# copy its own.
seconds() {
  local name=$1 began cpu
  shift
  sync
  began=$(date +%s%N) cpu=$(cpu_seconds "$DEMO_PID")
  "$@" >&2
  cpu=$(awk -v a="$(cpu_seconds "$DEMO_PID")" -v b="$cpu" 'BEGIN {print a-b}')
  if [ "$name" = copy ]; then cpu=$(awk '{print $1+$2}' "$dir/copied"); fi
  awk -v name="$name" -v ns=$(($(date +%s%N) - began)) -v cpu="$cpu" 'BEGIN {printf "%s %.3f %.3f\n", name, ns/1e9, cpu}'
}

cp_durably() {
  TIMEFORMAT='%U %S'
  { time dd if="$1/file" of="$1/copied-file" bs=1M conv=fsync status=none; } 2>"$1/copied"
  rm "$1/copied-file"
}

send() { node scripts/bench-upload.mjs "$DEMO_URL" "$1/file" "$2" "$(cat "$1/cookie")"; }

probe_copy() {
  echo "copy $2: $(dd if="$1/file" of="$1/copy" bs=1M conv=fsync 2>&1 | awk -F, '/copied/ {print $(NF)}' | sed 's/^ //'), $(dd if=/dev/zero of="$1/copy" bs=4k count=500 oflag=dsync 2>&1 | awk -F, '/copied/ {split($(NF-1),t," "); printf "%.2f ms a durable 4 kB write", t[1]*1000/500}')"
  rm -f "$1/copy"
}

machine
[ $# -gt 0 ] || set -- disk size start go lists rehearse storm cost disk
for part in "$@"; do "bench_$part"; done
