#!/usr/bin/env bash
# Runs the browser tests, those without cameras two at a time, then the others one by
# one; what is given narrows them down, as a file's name does. Fails if any failed.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf shots results
failed=0
npx playwright test --pass-with-no-tests --project office --workers 2 "$@" || failed=1
npx playwright test --pass-with-no-tests --project cameras "$@" || failed=1
exit $failed
