-- Record a batch, all or nothing. Returns the cursors, parted by spaces, empty for a duplicate; or nil, if the archive
-- has grown since the caller asked it: then the caller has to ask again.
--
-- KEYS: the log, its ids, its labels, its checkpoint.
-- ARGV: up to where the caller has asked the archive; the ids, of 36 characters each; their bodies; and for each label
-- four more: its number in the batch, its drawing, its digit, and the label that it replaces according to the archive.

local checkpoint, asked = redis.call('GET', KEYS[4]) or '0-0', ARGV[1]
if checkpoint ~= asked then
  if is_later(checkpoint, asked) then return false end
  continue_after(KEYS[1], asked)
end

local ids, labels, recorded, fresh, seen = {}, {}, {}, {}, {}
for i = 1, #ARGV[2] / 36 do
  ids[i] = ARGV[2]:sub(36 * i - 35, 36 * i)
end
for i = #ids + 3, #ARGV, 4 do
  labels[tonumber(ARGV[i])] = {ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]}
end

local known = redis.call('HMGET', KEYS[2], unpack(ids))
for i, id in ipairs(ids) do
  local body, label, cursor = ARGV[i + 2], labels[i], ''
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
  end
  recorded[i] = cursor
end
-- A call that finds only duplicates writes, too: WAIT answers at once for a client that wrote nothing.
if #fresh == 0 and #ids > 0 then fresh = {ids[1], known[1]} end
redis.call('HSET', KEYS[2], unpack(fresh))
return table.concat(recorded, ' ')
