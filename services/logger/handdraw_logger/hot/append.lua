-- Record a batch, all or nothing. Returns the cursors, parted by spaces, empty for a duplicate; or nil, if the archive
-- has grown since the caller asked it: then the caller has to ask again.
--
-- KEYS: the log, its ids, its labels, its checkpoint, its open tally, its closed tallies.
-- ARGV: up to where the caller has asked the archive; the ids, of 36 characters each; their kinds, a line each; their
-- bodies; and for each label four more: its number in the batch, its drawing, its digit, and the label that it replaces
-- according to the archive.

local TALLY_EVENTS = 500

local checkpoint, asked = redis.call('GET', KEYS[4]) or '0-0', ARGV[1]
if checkpoint ~= asked then
  if is_later(checkpoint, asked) then return false end
  continue_after(KEYS[1], asked)
end

local ids, kinds, labels, recorded, fresh, seen, sums = {}, {}, {}, {}, {}, {}, {}
for i = 1, #ARGV[2] / 36 do
  ids[i] = ARGV[2]:sub(36 * i - 35, 36 * i)
end
for kind in ARGV[3]:gmatch('[^\n]+') do
  kinds[#kinds + 1] = kind
end
for i = #ids + 4, #ARGV, 4 do
  labels[tonumber(ARGV[i])] = {ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]}
end

local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local known = redis.call('HMGET', KEYS[2], unpack(ids))
for i, id in ipairs(ids) do
  local body, label, cursor = ARGV[i + 3], labels[i], ''
  if not known[i] and not seen[id] then
    local target, digit, archived = unpack(label or {})
    local replaced = label and (redis.call('HGET', KEYS[3], target) or archived)
    if replaced and replaced ~= '' then
      cursor = redis.call('XADD', KEYS[1], '*', 'e', body, 'r', replaced)
    else
      cursor = redis.call('XADD', KEYS[1], '*', 'e', body)
    end
    if label then redis.call('HSET', KEYS[3], target, id .. '|' .. digit .. '|' .. cursor) end
    seen[id], fresh[#fresh + 1], fresh[#fresh + 2] = true, id, cursor
    sums[kinds[i]] = (sums[kinds[i]] or 0) + 1
  end
  recorded[i] = cursor
end
if #fresh > 0 then
  redis.call('HSET', KEYS[2], unpack(fresh))
  -- A tally counts all events from its first to its last: one behind which another has recorded goes no further.
  if not last or redis.call('HGET', KEYS[5], 'last') ~= last[1] then
    redis.call('DEL', KEYS[5])
    redis.call('HSET', KEYS[5], 'before', last and last[1] or asked, 'first', fresh[2])
  end
  for kind, events in pairs(sums) do
    redis.call('HINCRBY', KEYS[5], kind, events)
  end
  redis.call('HSET', KEYS[5], 'last', fresh[#fresh])
  if redis.call('HINCRBY', KEYS[5], 'events', #fresh / 2) >= TALLY_EVENTS then
    redis.pcall('XADD', KEYS[6], fresh[#fresh], unpack(redis.call('HGETALL', KEYS[5])))
    redis.call('DEL', KEYS[5])
  end
elseif #ids > 0 then -- a call that finds only duplicates writes, too: WAIT answers at once who wrote nothing
  redis.call('HSET', KEYS[2], ids[1], known[1])
end
return table.concat(recorded, ' ')
