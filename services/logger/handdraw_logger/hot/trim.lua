-- Remove archived events from the log, with their ids, and with those of their labels that are still in force.
--
-- KEYS: the log, its ids, its labels, its checkpoint, its open tally, its closed tallies, the lease.
-- ARGV: the new checkpoint; the first cursor that stays; how many events; their ids; for each label among them two more:
-- its id and its drawing; and last the lease's number, 0 where one machine alone has the archive.

if table.remove(ARGV) ~= (redis.call('HGET', KEYS[7], 'number') or '0') then
  return redis.error_reply('another logger rolls now')
end

-- The checkpoint comes first: whoever has not asked the archive for these events is told to from now on.
if is_later(ARGV[1], redis.call('GET', KEYS[4]) or '0-0') then redis.call('SET', KEYS[4], ARGV[1]) end

local count = tonumber(ARGV[3])
if count > 0 then redis.call('HDEL', KEYS[2], unpack(ARGV, 4, 3 + count)) end
for i = 4 + count, #ARGV, 2 do
  local id, target = ARGV[i], ARGV[i + 1]
  local label = redis.call('HGET', KEYS[3], target)
  if label and label:sub(1, #id + 1) == id .. '|' then redis.call('HDEL', KEYS[3], target) end
end
redis.call('XTRIM', KEYS[1], 'MINID', ARGV[2])
redis.call('XTRIM', KEYS[6], 'MINID', ARGV[2])
continue_after(KEYS[1], ARGV[1])
