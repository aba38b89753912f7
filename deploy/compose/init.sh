#!/bin/sh
# Makes what is missing before the rest starts, and changes nothing that is there: the password of Redis, and who owns
# the volumes. Runs as root in a container of its own, without a network.
set -eu
owner=10001:10001

if [ ! -s /secrets/redis-password ]; then
  od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >/secrets/new
  mv /secrets/new /secrets/redis-password
  echo "init: made a password for Redis"
fi
printf 'requirepass %s\n' "$(cat /secrets/redis-password)" >/secrets/redis.conf
if [ -s /openai-api-key ]; then cat /openai-api-key >/secrets/openai-api-key; fi

chmod 700 /secrets
chmod 400 /secrets/*
chown -R "$owner" /secrets
chown "$owner" /data /outbox /archive /reports
