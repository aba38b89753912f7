#!/bin/sh
# Runs this machine's Sentinel. What it learnt lies in its folder; what it is told, here and in its secret, wins.
#
# Where its folder is empty it asks the others which machine is the primary: at the very first start it is the first.
#
# A Sentinel that does not name whom most name begins anew after some seconds. One that was cut off together with a
# primary, met the others too briefly to hear of their new primary, and meets them again, would make that a replica of
# the old one, and what it has acknowledged would be lost. It does so once it knows for eight seconds that there are two,
# so none lives that long without having agreed with most.
set -eu
PORT=26379
APART_S=${APART_S:-4}    # a change of the primary is known to all in three; a turn below takes one to four
ASTRAY_S=${ASTRAY_S:-30} # a replica that follows another: Sentinels mend that in fifteen, if they know of it

addresses() { printf '%s\n' "$MACHINES" | tr ' ' '\n' | sed 's/^[^=]*=//'; }

is_ours() { addresses | grep -qxF "$1"; }

learnt() { [ ! -e sentinel.conf ] || grep -E "^sentinel $1 " sentinel.conf || true; }

primary_learnt() { learnt monitor | cut -d ' ' -f 4; }

named_by() { # nothing where it does not answer; this one is asked within: a firewall may shut a machine's way to itself
  [ "$1" != "$HERE" ] || set -- 127.0.0.1
  timeout 1 redis-cli -h "$1" -p "$PORT" --raw sentinel get-master-addr-by-name log 2>/dev/null | head -n 1 || true
}

named_by_each() { for address in $(addresses); do named_by "$address" & done; wait; }

named_by_most() {
  named_by_each | sort | uniq -c | while read -r voices named; do [ "$voices" -lt "$MOST" ] || echo "$named"; done
}

redis_here() { REDISCLI_AUTH=$PASSWORD timeout 1 redis-cli -h "$HERE" -p 6379 --user sentinel --raw "$@" 2>/dev/null || true; }

followed_here() { redis_here role | sed -n '1{/slave/!q};2p'; } # nothing where it is the primary, or does not answer

uptime_s() { cut -d . -f 1 /proc/uptime; } # of a clock that nobody sets

write_configuration() {
  for primary in $(primary_learnt) $(named_by_each) $(addresses); do
    ! is_ours "$primary" || break
  done
  {
    cat <<CONFIGURATION
port $PORT
protected-mode no
dir $PWD
sentinel announce-ip $HERE
sentinel announce-port $PORT
sentinel monitor log $primary 6379 $MOST
sentinel down-after-milliseconds log 3000
sentinel failover-timeout log 15000
sentinel parallel-syncs log 2
CONFIGURATION
    cat "$SECRET"
    learnt '(myid|current-epoch|config-epoch|leader-epoch)'
    learnt '(known-replica|known-sentinel)' | while read -r line; do # a machine that is gone is no voice any more
      if is_ours "$(echo "$line" | cut -d ' ' -f 4)"; then echo "$line"; fi
    done
  } >sentinel.conf.new
  sync sentinel.conf.new
  mv sentinel.conf.new sentinel.conf
  echo "This is $HERE, and the primary is $primary"
}

stay_while_agreed() { # returns once it should begin anew; where the Sentinel ended by itself, so does all of this
  agreed=$(uptime_s)
  led=$agreed
  while sleep 1; do
    kill -0 "$sentinel" 2>/dev/null || exit 1
    named=$(named_by_most)
    now=$(uptime_s)
    if [ -n "$named" ] && [ "$named" = "$(named_by "$HERE")" ]; then
      agreed=$now
    elif [ $((now - agreed)) -ge "$APART_S" ]; then
      return
    fi
    followed=$(followed_here)
    if ! is_ours "$named" || [ -z "$followed" ] || [ "$named" = "$followed" ] || [ "$named" = "$HERE" ]; then
      led=$now
    elif [ $((now - led)) -ge "$ASTRAY_S" ]; then
      echo "Redis here follows $followed, and most name $named: it follows that now"
      redis_here replicaof "$named" 6379
    fi
  done
}

HERE=$(printf '%s\n' "$MACHINES" | tr ' ' '\n' | sed -n "s/^$NODE=//p")
MOST=$(($(addresses | wc -l) / 2 + 1))
SECRET=${SECRETS:-/run/secrets}/sentinel.conf
PASSWORD=$(sed -n 's/^sentinel auth-pass log //p' "$SECRET")
sentinel=
[ -n "$HERE" ] || { echo "This machine is none of those that hold the log: run make swarm again" >&2; exit 1; }

trap 'kill "$sentinel" 2>/dev/null; wait; exit' TERM INT
while :; do
  write_configuration
  redis-server sentinel.conf --sentinel &
  sentinel=$!
  stay_while_agreed
  echo "Most do not name whom this one names: it begins anew"
  kill "$sentinel"
  wait "$sentinel" || true
done
