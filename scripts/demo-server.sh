# shellcheck shell=bash
# For other scripts: a demo server of one's own, on four free ports in a row of
# 127.0.0.1, with empty data.
#
#   start_demo    takes further arguments for the server; sets DEMO_URL, DEMO_PID, DEMO_DATA and DEMO_READY_MS (from the
#                 start of the process to the first 200 of /readyz)
#   stop_demo     stops it and removes its data; the log goes to stderr if it
#                 did not stop in order

# free_port prints a port whose next three are free too, for TCP and UDP.
free_port() {
  node -e '
    const net = require("node:net"), udp = require("node:dgram");
    const tcpFree = (port) => new Promise((ok) => {
      const s = net.createServer().on("error", () => ok(false)).listen(port, "127.0.0.1", () => s.close(() => ok(true)));
    });
    const udpFree = (port) => new Promise((ok) => {
      const s = udp.createSocket("udp4").on("error", () => ok(false)).bind(port, "127.0.0.1", () => s.close(() => ok(true)));
    });
    (async () => {
      for (;;) {
        const port = 20000 + Math.floor(Math.random() * 12000);
        const free = [];
        for (let i = 0; i < 4; i++) free.push(await tcpFree(port + i), await udpFree(port + i));
        if (free.every(Boolean)) return console.log(port);
      }
    })();'
}

start_demo() {
  local port started
  port=$(free_port)
  DEMO_DATA=$(mktemp -d)
  DEMO_URL="http://127.0.0.1:$port"
  started=$(date +%s%N)
  bin/kaochang demo --addr "127.0.0.1:$port" --data "$DEMO_DATA/data" --log-level warn "$@" >"$DEMO_DATA/log" 2>&1 &
  DEMO_PID=$!
  for _ in $(seq 1 1500); do
    if curl -fs -o /dev/null "$DEMO_URL/readyz"; then
      DEMO_READY_MS=$((($(date +%s%N) - started) / 1000000))
      return
    fi
    kill -0 "$DEMO_PID" 2>/dev/null || break
    sleep 0.02
  done
  echo "the demo server did not become ready:" >&2
  cat "$DEMO_DATA/log" >&2
  stop_demo
  return 1
}

stop_demo() {
  if [ -n "${DEMO_PID:-}" ]; then
    kill -TERM "$DEMO_PID" 2>/dev/null || true
    wait "$DEMO_PID" || cat "$DEMO_DATA/log" >&2
    DEMO_PID=""
  fi
  rm -rf "$DEMO_DATA"
}
