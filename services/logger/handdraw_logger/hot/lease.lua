-- Take the lease of who rolls, renew it, or let it go. Returns a number greater than all before; nothing while another
-- holds it, nor to who renews a lease that was another's in between.
--
-- KEYS: the lease.
-- ARGV: who asks; for how many milliseconds, 0 to let go; a number that was given before, if Redis may have lost it;
-- the number that is renewed, 0 to take it.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local holder, ends, number = unpack(redis.call('HMGET', KEYS[1], 'holder', 'ends', 'number'))
local left = (tonumber(ends) or 0) - now
-- A lease that lasts for longer than anybody asks for was taken by a clock that has been set since.
local is_held = holder and holder ~= ARGV[1] and left > 0 and left <= math.max(tonumber(ARGV[2]), 600000)
if is_held or (ARGV[4] ~= '0' and ARGV[4] ~= number) then return false end

local fresh = string.format('%.0f', math.max(tonumber(number) or 0, tonumber(ARGV[3])) + 1)
redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'ends', string.format('%.0f', now + ARGV[2]), 'number', fresh)
return fresh
