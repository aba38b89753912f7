#!/bin/sh
# Makes what is missing before the rest starts, and changes nothing that is there: Redis's accounts, the keys that
# services show one another, and who owns the volumes. Runs as root in a container of its own, without a network.
#
# /secrets has a folder for each service, its volume. Who deletes a secret and runs this again has a new one.
set -eu
umask 077
owner=10001:10001
secrets=/secrets

write() { # FILE: from standard input, whole or not at all
  cat >"$1.new"
  mv "$1.new" "$1"
}

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

hash_of() { tr -d ' \n' <"$1" | sha256sum | cut -d' ' -f1; }

make_missing() { # FILE PREFIX
  if [ ! -s "$1" ]; then
    printf '%s%s\n' "$2" "$(random)" | write "$1"
    echo "init: made $1"
  fi
}

account() { # NAME FOLDERS: those who sign in to Redis by that name
  name=$1
  shift
  first=$secrets/$1/redis-password
  make_missing "$first" ""
  for folder in "$@"; do
    cmp -s "$first" "$secrets/$folder/redis-password" || write "$secrets/$folder/redis-password" <"$first"
  done
  users=$(printf '%s\n' "$users" | sed "s/@$name@/$(hash_of "$first")/")
}

unasked() { # SERVICE SCOPES: what may be done there without a key, until the line is taken away
  [ -e "$secrets/$1/api-keys" ] || echo "anonymous $2" | write "$secrets/$1/api-keys"
}

key() { # CALLER SERVICE SCOPE FILE: the caller shows that key
  make_missing "$secrets/$1/$4" hd_
  line="$1 $3 $(hash_of "$secrets/$1/$4")"
  keys=$secrets/$2/api-keys
  grep -qxF "$line" "$keys" || { { grep -v "^$1 " "$keys" || true; echo "$line"; } | write "$keys"; }
}

users=$(cat /users.acl)
account logger logger
account reporter reporter worker
account health redis
printf '%s\n' "$users" | write $secrets/redis/redis.conf

unasked inference classify,read
unasked logger read
unasked reporter read,reports
key inference logger write-events logger-key
key reporter logger read logger-key
key reporter inference read gateway-key
key worker logger read logger-key
key worker inference read gateway-key
key prometheus inference read key
key prometheus logger read key
key prometheus reporter read key

if [ -s /openai-api-key ]; then
  write $secrets/worker/openai-api-key </openai-api-key
else
  rm -f $secrets/worker/openai-api-key
fi

for folder in $secrets/*; do
  chmod 700 "$folder"
  chmod 600 "$folder"/*
  chown -R "$owner" "$folder"
done
for folder in /data /outbox /archive /reports /prometheus /grafana; do
  chmod 700 "$folder"
  chown "$owner" "$folder"
done
