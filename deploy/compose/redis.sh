#!/bin/sh
# Runs Redis while its folder is locked, until its last process ends: no repair meets it, and no other Redis. Where the
# manifest of its append-only file is missing, Redis would begin anew over what lies there: then it does not run.
set -eu
exec 9>>lock
flock 9
if [ ! -e appendonlydir/appendonly.aof.manifest ] && ls appendonlydir/appendonly.aof.* >/dev/null 2>&1; then
  echo "The manifest of the append-only file is missing. To go on: docker compose run --rm repair" >&2
  exit 1
fi
exec "$@"
