#!/usr/bin/env bash
# Measures what docs/BENCHMARKS.md lists (video-skew and video-faults alone need a browser), and prints it as
# lines to put into its table. Nothing else should run on the machine meanwhile.
#
#   scripts/bench.sh                 all of it
#   scripts/bench.sh start size      some: size, start, disk, go, lists, rehearse, storm, cost, upload, written, photo-storm, video-storm, video-skew, video-faults
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/demo-server.sh

CANDIDATES=${CANDIDATES:-5}
SECONDS_EACH=${SECONDS_EACH:-30}
LISTENERS=${LISTENERS:-0}
STARTS=20

# For the scripts of node below: why candidates did not get through, by phase and error, most first.
WHY='const why = (r) => r.causes.length === 0 ? "" : ` (${r.causes.slice(0, 5).map((one) => `${one.phase} ${one.count}: ${one.error}`).join("; ")})`;'

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

# peak_memory_mb PID: the most that the process and its children were resident, each by
# itself, since forget_peak. Nothing looks at them meanwhile: that cost a tenth of a core.
peak_memory_mb() {
  local pid total=0
  for pid in "$1" $(pgrep -P "$1" || true); do
    total=$((total + $(awk '/VmHWM/ {print $2}' "/proc/$pid/status")))
  done
  echo $((total / 1024))
}

forget_peak() {
  local pid
  for pid in "$1" $(pgrep -P "$1" || true); do echo 5 >"/proc/$pid/clear_refs"; done
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
  node -e "$WHY"'
    const r = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    const [database, cpu] = process.argv.slice(2);
    console.log(`storm, ${database}: ${r.completed} of ${r.candidates} in 60 s, ${r.failed.length} failed${why(r)}; a request p50 ${r.requests_ms.p50}, ` +
      `p99 ${r.requests_ms.p99} ms; address to timetable p50 ${r.sign_in_ms.p50}, p99 ${r.sign_in_ms.p99} ms; server ${cpu} CPU-seconds`);' \
    "$out" "$1" "$(awk -v a="$(cpu_seconds "$DEMO_PID")" -v b="$before" 'BEGIN {printf "%.1f", a - b}')"
  rm -f "$out"
}

# Everybody's take ends at once, and both files of each come only then (--late): what
# the server takes for an hour of one camera, its memory, before and at most, and how
# much a second comes from the stop to the last file, beside a plain copy (TAKE_BYTES a
# file; UPLOAD_DIR names the disk). UNJOINED=1 leaves the joining out, for disks that have
# no room for it.
bench_video-storm() {
  local dir before rest most now candidates=${CANDIDATES_VIDEO:-200}
  dir=$(mktemp -d -p "${UPLOAD_DIR:-.}")
  head -c 1000000000 /dev/urandom >"$dir/file"
  probe_copy "$dir" before $(( candidates * 2 * ${TAKE_BYTES:-0} )) | tee "$dir/probe"
  TMPDIR=$dir start_demo
  before=$(cpu_seconds "$DEMO_PID") rest=$(memory_mb "$DEMO_PID")
  forget_peak "$DEMO_PID"
  bin/kaochang rehearse --server "$DEMO_URL" --type video --candidates "$candidates" --per-room "$candidates" --seconds "${SECONDS_VIDEO:-30}" \
    --take-bytes "${TAKE_BYTES:-0}" --late ${UNJOINED:+--unjoined} --json >"$dir/out" 2>"$dir/err" || true
  most=$(peak_memory_mb "$DEMO_PID")
  now=$(cpu_seconds "$DEMO_PID")
  stop_demo
  probe_copy "$dir" after $(( candidates * 2 * ${TAKE_BYTES:-0} )) | tee -a "$dir/probe"
  node -e "$WHY"'
    const fs = require("node:fs");
    const r = JSON.parse(fs.readFileSync(`${process.argv[1]}/out`, "utf8"));
    const [cpu, rest, most] = process.argv.slice(2).map(Number);
    const speeds = [...fs.readFileSync(`${process.argv[1]}/probe`, "utf8").matchAll(/([\d.]+) ([MG])B\/s/g)].map(([, n, unit]) => n * (unit === "G" ? 1000 : 1));
    const disk = speeds.reduce((sum, one) => sum + one, 0) / speeds.length;
    const files = r.takes.flatMap((one) => one.files);
    const sum = (of) => files.reduce((all, one) => all + of(one), 0);
    const mb = sum((f) => f.bytes) / 1e6, speed = (1000 * mb) / r.video.hand_in_ms.max;
    const worst = (of) => Math.max(0, ...r.takes.map(of));
    console.log(`video-storm: ${r.completed} of ${r.candidates} handed in, ${r.failed.length} failed${why(r)}; ${files.length} files, ${mb.toFixed(0)} MB, ${speed.toFixed(0)} MB/s to the last, ${((100 * speed) / disk).toFixed(0)} % of the disk; ` +
      `stop to handed in p50 ${r.video.hand_in_ms.p50}, p99 ${r.video.hand_in_ms.p99} ms; a request p50 ${r.video.slice_ms.p50}, p99 ${r.video.slice_ms.p99} ms; ` +
      `${process.env.UNJOINED ? "what is missing not measured" : `missing at most ${worst((t) => t.lost_s).toFixed(2)} s`}; server ${cpu} CPU-seconds in all, ${(cpu / (sum((f) => f.duration_s) / 3600)).toFixed(0)} an hour of one camera; memory ${rest} MB before, ${most} MB at most`);' \
    "$dir" "$(awk -v a="$now" -v b="$before" 'BEGIN {printf "%.1f", a - b}')" "$rest" "$most"
  rm -rf "$dir"
}

# A class answers on the screen: CANDIDATES_WRITTEN (1000) enter at one moment or, evenly, over ENTER_WITHIN
# (0s), get the paper at one moment, save every five seconds or so for SECONDS_WRITTEN (60), and hand in at one
# moment or, evenly, over HAND_IN_WITHIN (0s).
bench_written() {
  start_demo
  written SQLite
  stop_demo
}

# The same with POSTGRES_DURABLE=1 scripts/with-postgres.sh before it.
bench_written_postgres() {
  local database=$KAOCHANG_TEST_POSTGRES
  unset KAOCHANG_TEST_POSTGRES
  start_demo --database "$database"
  written PostgreSQL
  stop_demo
}

# written DATABASE
written() {
  local out before candidates=${CANDIDATES_WRITTEN:-1000}
  out=$(mktemp)
  before=$(cpu_seconds "$DEMO_PID")
  bin/kaochang rehearse --server "$DEMO_URL" --type written-online --candidates "$candidates" --per-room "${PER_ROOM:-100}" \
    --seconds "${SECONDS_WRITTEN:-60}" --enter-within "${ENTER_WITHIN:-0s}" --hand-in-within "${HAND_IN_WITHIN:-0s}" --json >"$out" 2>/dev/null || true
  node -e "$WHY"'
    const r = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    const database = process.argv[2], [cpu, mb] = process.argv.slice(3).map(Number);
    const line = (name, v) => `${name} p50 ${v.p50}, p99 ${v.p99}, max ${v.max} ms`;
    const w = r.written;
    console.log(`written, ${database}: ${r.completed} of ${r.candidates} handed in, ${r.failed.length} failed${why(r)}; ${line("release", w.release_ms)}; ${line("save", w.save_ms)}; ` +
      `${line("hand in", w.submit_ms)}; ${w.acked_answers} answers acknowledged, ${w.lost_answers} lost; server ${cpu} CPU-seconds, ${mb} MB resident at the end`);' \
    "$out" "$1" "$(awk -v a="$(cpu_seconds "$DEMO_PID")" -v b="$before" 'BEGIN {printf "%.1f", a - b}')" "$(memory_mb "$DEMO_PID")"
  rm -f "$out"
}

# A class photographs its answers: CANDIDATES_PHOTO (1000) send PAGES (9) pages of PAGE_BYTES
# (1500000) within PHOTO_WITHIN (5m), on the disk of UPLOAD_DIR, whose own speed of a copy
# stands before and after. The server's memory is its most.
bench_photo-storm() {
  local dir before rest most now candidates=${CANDIDATES_PHOTO:-1000} pages=${PAGES:-9} bytes=${PAGE_BYTES:-1500000}
  dir=$(mktemp -d -p "${UPLOAD_DIR:-.}")
  head -c 1000000000 /dev/urandom >"$dir/file"
  probe_copy "$dir" before $(( candidates * pages * bytes )) | tee "$dir/probe"
  TMPDIR=$dir start_demo
  before=$(cpu_seconds "$DEMO_PID") rest=$(memory_mb "$DEMO_PID")
  forget_peak "$DEMO_PID"
  bin/kaochang rehearse --server "$DEMO_URL" --type written-pdf --candidates "$candidates" --per-room "${PER_ROOM:-100}" \
    --pages "$pages" --page-bytes "$bytes" --within "${PHOTO_WITHIN:-5m}" --json >"$dir/out" 2>"$dir/err" || true
  most=$(peak_memory_mb "$DEMO_PID")
  now=$(cpu_seconds "$DEMO_PID")
  stop_demo
  probe_copy "$dir" after $(( candidates * pages * bytes )) | tee -a "$dir/probe"
  node -e "$WHY"'
    const fs = require("node:fs");
    const r = JSON.parse(fs.readFileSync(`${process.argv[1]}/out`, "utf8")), p = r.written.pages;
    const [cpu, rest, most] = process.argv.slice(2).map(Number);
    const speeds = [...fs.readFileSync(`${process.argv[1]}/probe`, "utf8").matchAll(/([\d.]+) ([MG])B\/s/g)].map(([, n, unit]) => n * (unit === "G" ? 1000 : 1));
    const disk = speeds.reduce((sum, one) => sum + one, 0) / speeds.length;
    const line = (name, v) => `${name} p50 ${v.p50}, p99 ${v.p99}, max ${v.max} ms`;
    console.log(`photo-storm: ${r.completed} of ${r.candidates} handed in, ${r.failed.length} failed${why(r)}; ${p.acked} pages acknowledged of ${p.sent}, ${p.lost} lost, ${p.errors} errors; ` +
      `${(p.bytes / 1e6).toFixed(0)} MB in ${p.seconds.toFixed(1)} s, ${p.mb_per_s.toFixed(1)} MB/s, ${(100 * p.mb_per_s / disk).toFixed(0)} % of the disk; ${line("a page", p.page_ms)}; ` +
      `${line("release", r.written.release_ms)}; ${line("hand in", r.written.submit_ms)}; server ${cpu} CPU-seconds, memory ${rest} MB before, ${most} MB at most`);' \
    "$dir" "$(awk -v a="$now" -v b="$before" 'BEGIN {printf "%.1f", a - b}')" "$rest" "$most"
  rm -rf "$dir"
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
    seconds upload send "$dir"
  done >"$dir/times"
  stop_demo
  probe_copy "$dir" after
  for turn in copy upload; do
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

send() { node scripts/bench-upload.mjs "$DEMO_URL" "$1/file" send "$(cat "$1/cookie")"; }

# probe_copy DIR WHEN [BYTES]: at what pace DIR/file is copied, each copy durable, as often as it takes
# for so many bytes: a disk takes the first gigabytes quicker than those that follow.
probe_copy() {
  local n=$(( (${3:-0} + 999999999) / 1000000000 )) i began
  [ "$n" -ge 1 ] || n=1
  began=$(date +%s%N)
  for i in $(seq "$n"); do dd if="$1/file" of="$1/copy$i" bs=1M conv=fsync status=none; done
  echo "copy $2: $n GB at $(( n * 1000000000000 / ($(date +%s%N) - began) )) MB/s, $(dd if=/dev/zero of="$1/copy1" bs=4k count=500 oflag=dsync 2>&1 | awk -F, '/copied/ {split($(NF-1),t," "); printf "%.2f ms a durable 4 kB write", t[1]*1000/500}')"
  rm -f "$1"/copy*
}

# How far apart the two pictures of a joined take are, read off the pictures, in two
# browser processes: TAKES takes of six seconds each.
bench_video-skew() {
  (cd e2e && npx playwright test --config bench.config.ts video-skew.bench.ts | grep '^video-skew')
}

# How soon each kind of stop is loud on both phones, and that what they recorded arrives.
bench_video-faults() {
  (cd e2e && npx playwright test --config bench.config.ts video-faults.bench.ts | grep "^video-faults")
}

machine
[ $# -gt 0 ] || set -- disk size start go lists rehearse storm cost disk
for part in "$@"; do "bench_$part"; done
