-- Say which segments of the archive count from now on. Returns whether it was done.
--
-- KEYS: the lease, the manifest.
-- ARGV: the lease's number; up to where the archive has every event; how many segments count no more; their names; and
-- for each that is added two: its name and its facts.

if not holds_lease(KEYS[1], ARGV[1]) then return 0 end
local removed = tonumber(ARGV[3])
if removed > 0 then redis.call('HDEL', KEYS[2], unpack(ARGV, 4, 3 + removed)) end
if #ARGV > 3 + removed then redis.call('HSET', KEYS[2], unpack(ARGV, 4 + removed)) end
local upto = redis.call('HGET', KEYS[2], 'upto')
if not upto or is_later(ARGV[2], upto) then redis.call('HSET', KEYS[2], 'upto', ARGV[2]) end
return 1
