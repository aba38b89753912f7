-- Stands before every script of this folder: what they share.

local function is_later(cursor, other)
  local ms, no = cursor:match('(%d+)-(%d+)')
  local other_ms, other_no = other:match('(%d+)-(%d+)')
  if ms ~= other_ms then return tonumber(ms) > tonumber(other_ms) end
  return tonumber(no) > tonumber(other_no)
end

-- Let the log's next cursor come after this one. A Redis that has lost the log needs it; any other refuses the XADD.
local function continue_after(log, cursor)
  if type(redis.pcall('XADD', log, cursor, 'e', '')) == 'string' then redis.call('XDEL', log, cursor) end
end

-- Whoever was cut off, or slept, and holds a number of before, changes nothing any more.
local function holds_lease(lease, number)
  return redis.call('HGET', lease, 'number') == number
end
