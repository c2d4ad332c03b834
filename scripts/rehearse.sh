#!/usr/bin/env bash
# Starts a demo server of its own on free ports with empty data, sends a cohort
# through it (kaochang rehearse), and stops it. Arguments go to rehearse:
#
#   scripts/rehearse.sh --candidates 10 --seconds 30 --json
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/demo-server.sh
start_demo
trap stop_demo EXIT
bin/kaochang rehearse --server "$DEMO_URL" --type interview "$@"
