-- Say which segments of the archive count from now on. Returns 1; 0, if another rolls now; -1, if the log lacks events.
--
-- KEYS: the lease, the manifest, the log.
-- ARGV: the lease's number; up to where the archive has every event; how many events the log must have, and how many
-- segments count no more; of each event two: its id and its cursor; their names; and for each segment that is added
-- two: its name and its facts.

if not holds_lease(KEYS[1], ARGV[1]) then return 0 end
local names = 5 + 2 * ARGV[3]
local pairs_from = names + ARGV[4]
for i = 5, names - 1, 2 do
  local found = redis.call('XRANGE', KEYS[3], ARGV[i + 1], ARGV[i + 1])[1]
  if not (found and table.concat(found[2], ' '):find(ARGV[i], 1, true)) then return -1 end
end
for i = names, pairs_from - 1 do redis.call('HDEL', KEYS[2], ARGV[i]) end
for i = pairs_from, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
local upto = redis.call('HGET', KEYS[2], 'upto')
if not upto or is_later(ARGV[2], upto) then redis.call('HSET', KEYS[2], 'upto', ARGV[2]) end
return 1
