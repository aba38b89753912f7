#!/bin/sh
# Runs this machine's Redis: as the primary that most Sentinels name, or as a replica of it. MACHINES: node=address …
#
# An empty folder never begins as the primary of a log that others have: they would follow it, and be emptied. It waits
# until the Sentinels have made one of those the primary.
set -eu
PORT=6379
SENTINEL_PORT=26379

address_here() { printf '%s\n' "$MACHINES" | tr ' ' '\n' | sed -n "s/^$NODE=//p"; }

addresses() { printf '%s\n' "$MACHINES" | tr ' ' '\n' | sed 's/^[^=]*=//'; }

ask() { # ADDRESS QUESTION: of a Sentinel there; nothing where it does not answer
  address=$1
  shift
  timeout 2 redis-cli -h "$address" -p "$SENTINEL_PORT" --raw sentinel "$@" log 2>/dev/null || true
}

named_by_most() {
  for address in $(addresses); do ask "$address" get-master-addr-by-name | head -n 1; done |
    sort | uniq -c | while read -r voices named; do [ "$voices" -lt "$MOST" ] || echo "$named"; done
}

is_empty() { [ ! -e appendonlydir/appendonly.aof.manifest ]; }

others_have_the_log() {
  for address in $(addresses); do [ -z "$(ask "$address" replicas)" ] || return 0; done
  return 1
}

say_once() { [ "$1" = "${said:-}" ] || echo "$1"; said=$1; }

HERE=$(address_here)
MOST=$(($(addresses | wc -l) / 2 + 1))
[ -n "$HERE" ] || { echo "This machine is none of those that hold the log: run make swarm again" >&2; exit 1; }

while :; do
  primary=$(named_by_most)
  if [ -z "$primary" ]; then
    say_once "Waiting until $MOST Sentinels name the same primary"
  elif [ "$primary" = "$HERE" ] && is_empty && others_have_the_log; then
    say_once "This folder is empty and others have the log: waiting until one of them is the primary"
  else
    break
  fi
  sleep 1
done

set -- "${SECRETS:-/run/secrets}/redis.conf" --dir "$PWD" --port "$PORT" --protected-mode no \
  --replica-announce-ip "$HERE" --replica-announce-port "$PORT" \
  --repl-diskless-sync-delay 0 --repl-ping-replica-period 2 --repl-timeout 10 --repl-backlog-size 64mb \
  --appendonly yes --appendfsync always --save "" \
  --maxmemory "$MAXMEMORY" --maxmemory-policy noeviction \
  --rdbcompression no --stream-node-max-bytes 16384 --auto-aof-rewrite-percentage 300
[ "$primary" = "$HERE" ] || set -- "$@" --replicaof "$primary" "$PORT"
echo "The primary is $primary, and this is $HERE"
exec redis-server "$@"
