-- Stores what was loaded, if the fill lease still stands and there is still what was there when it was taken; ends the lease
-- and tells who waits. Harmless to repeat.
-- KEYS[1]: the entry; KEYS[2]: the fill lease; KEYS[3]: who waits
-- ARGV[1]: the caller's token; ARGV[2]: the fingerprint that lookup gave; ARGV[3]: the value; ARGV[4]: its TTL in milliseconds
-- Reply: 1 if it was stored, else 0
if redis.call('get', KEYS[2]) ~= 'f:' .. ARGV[1] then
  return 0
end
redis.call('del', KEYS[2])
local _, fingerprint = content(KEYS[1])
local stored = fingerprint == ARGV[2]
if stored then
  redis.call('set', KEYS[1], ARGV[3], 'px', ARGV[4])
end
tellAll(KEYS[1], KEYS[3])
return stored and 1 or 0
