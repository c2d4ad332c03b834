#!/usr/bin/env bash
# The API's description comes from the code, the web's types from the description.
#
#   scripts/generated.sh write    writes both
#   scripts/generated.sh check    refuses if either is not what the code says
set -euo pipefail
cd "$(dirname "$0")/.."

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
bin/kaochang openapi >"$dir/openapi.json"
web/node_modules/.bin/openapi-typescript "$dir/openapi.json" -o "$dir/schema.d.ts" >/dev/null

case ${1:-} in
  write)
    cp "$dir/openapi.json" api/openapi.json
    cp "$dir/schema.d.ts" web/shared/api/schema.d.ts
    ;;
  check)
    same=yes
    diff -u api/openapi.json "$dir/openapi.json" >"$dir/diff" || { same=no; head -n 40 "$dir/diff"; }
    diff -u web/shared/api/schema.d.ts "$dir/schema.d.ts" >"$dir/diff" || { same=no; head -n 40 "$dir/diff"; }
    [ $same = yes ] || { echo "generated files are not the code's; run: make generate" >&2; exit 1; }
    ;;
  *)
    echo "usage: scripts/generated.sh write|check" >&2
    exit 2
    ;;
esac
