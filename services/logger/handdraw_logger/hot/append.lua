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

local count, labels, recorded = #ARGV[2] / 36, {}, {}
for i = count + 3, #ARGV, 4 do
  labels[tonumber(ARGV[i])] = {ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]}
end

for i = 1, count do
  local id, body, label, cursor = ARGV[2]:sub(36 * i - 35, 36 * i), ARGV[i + 2], labels[i], ''
  if redis.call('HEXISTS', KEYS[2], id) == 0 then
    local target, digit, archived = unpack(label or {})
    local replaced = label and (redis.call('HGET', KEYS[3], target) or archived)
    if replaced and replaced ~= '' then
      cursor = redis.call('XADD', KEYS[1], '*', 'e', body, 'r', replaced)
    else
      cursor = redis.call('XADD', KEYS[1], '*', 'e', body)
    end
    redis.call('HSET', KEYS[2], id, cursor)
    if label then redis.call('HSET', KEYS[3], target, id .. '|' .. digit .. '|' .. cursor) end
  end
  recorded[i] = cursor
end
return table.concat(recorded, ' ')
