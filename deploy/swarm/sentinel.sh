#!/bin/sh
# Runs this machine's Sentinel. What it learnt lies in its folder; what it is told, here and in its secret, wins.
#
# Where its folder is empty it asks the others which machine is the primary: at the very first start it is the first.
set -eu
PORT=26379

addresses() { printf '%s\n' "$MACHINES" | tr ' ' '\n' | sed 's/^[^=]*=//'; }

is_ours() { addresses | grep -qxF "$1"; }

learnt() { [ ! -e sentinel.conf ] || grep -E "^sentinel $1 " sentinel.conf || true; }

primary_learnt() { learnt monitor | cut -d ' ' -f 4; }

primary_of_others() {
  for address in $(addresses); do
    timeout 2 redis-cli -h "$address" -p "$PORT" --raw sentinel get-master-addr-by-name log 2>/dev/null | head -n 1 || true
  done
}

HERE=$(printf '%s\n' "$MACHINES" | tr ' ' '\n' | sed -n "s/^$NODE=//p")
QUORUM=$(($(addresses | wc -l) / 2 + 1))
[ -n "$HERE" ] || { echo "This machine is none of those that hold the log: run make swarm again" >&2; exit 1; }

primary=
for one in $(primary_learnt) $(primary_of_others) $(addresses); do
  if is_ours "$one"; then
    primary=$one
    break
  fi
done

{
  cat <<CONFIGURATION
port $PORT
protected-mode no
dir /data
sentinel announce-ip $HERE
sentinel announce-port $PORT
sentinel monitor log $primary 6379 $QUORUM
sentinel down-after-milliseconds log 3000
sentinel failover-timeout log 15000
sentinel parallel-syncs log 2
CONFIGURATION
  cat "${SECRETS:-/run/secrets}/sentinel.conf"
  learnt '(myid|current-epoch|config-epoch|leader-epoch)'
  learnt '(known-replica|known-sentinel)' | while read -r line; do # a machine that is gone is no voice any more
    if is_ours "$(echo "$line" | cut -d ' ' -f 4)"; then echo "$line"; fi
  done
} >sentinel.conf.new
mv sentinel.conf.new sentinel.conf
echo "This is $HERE, and the primary is $primary"
exec redis-server /data/sentinel.conf --sentinel
