#!/usr/bin/env bash
# The whole tour in curl: a drawing is classified, labelled, found in the log, and reported about.
set -euo pipefail
drawings=$(dirname "$0")/drawings
gateway=${GATEWAY:-http://127.0.0.1:8000} logger=${LOGGER:-http://127.0.0.1:8001} reporter=${REPORTER:-http://127.0.0.1:8002}
# Where a service wants a key, GATEWAY_KEY_FILE, LOGGER_KEY_FILE and REPORTER_KEY_FILE name files that hold one each.
shown() { [[ -z ${1:-} ]] || printf 'Authorization: Bearer %s\n' "$(<"$1")"; }  # on no command line, where all could see it
ask() { local key=$1; shift; curl -fsS -H @<(shown "$key") "$@"; }
to_gateway() { ask "${GATEWAY_KEY_FILE:-}" "$@"; }
to_logger() { ask "${LOGGER_KEY_FILE:-}" "$@"; }
to_reporter() { ask "${REPORTER_KEY_FILE:-}" "$@"; }
field() { sed -E "s/.*\"$1\":\"?([^\",}]*).*/\1/"; }  # a field of a JSON answer that has it once

# A key of our own makes it safe to try again: however often it arrives, it is one event.
key=$(cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen)
answer=$(to_gateway --retry 3 -H 'Content-Type: image/png' -H "Idempotency-Key: $key" \
  --data-binary "@$drawings/4.png" "$gateway/v1/classify?glyph=false")
echo "The network read a $(field digit <<<"$answer")."

to_gateway -X PUT -d '{"digit": 4}' "$gateway/v1/classifications/$key/label" >/dev/null
for _ in $(seq 100); do  # both arrive within a moment
  logged=$(to_logger "$logger/v1/events/$key" 2>/dev/null) && [[ $logged == *'"label"'* ]] && break
  sleep 0.1
done
echo "The log has it at $(field cursor <<<"$logged")."

report=$(to_reporter -X POST "$reporter/v1/reports" | field id)
echo "Its report is at $reporter/v1/reports/$report.html"
