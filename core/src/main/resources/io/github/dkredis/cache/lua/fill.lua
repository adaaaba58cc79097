-- Stores a loaded value and ends the fill lease, if the lease still stands and the entry still holds what it held when
-- the lease was granted (Python changes entries without looking at leases). Notifies the waiting clients. Harmless to
-- repeat: a second run finds no lease.
-- KEYS[1]: the entry; KEYS[2]: its fill lease; KEYS[3]: the set of waiting clients
-- ARGV[1]: the caller's token; ARGV[2]: the fingerprint that lookup replied; ARGV[3]: the value; ARGV[4]: its TTL in ms
-- Reply: 1 if the value was stored, else 0
if redis.call('get', KEYS[2]) ~= 'f:' .. ARGV[1] then
  return 0
end
redis.call('del', KEYS[2])
local _, fingerprint = content(KEYS[1])
local stored = fingerprint == ARGV[2]
if stored then
  redis.call('set', KEYS[1], ARGV[3], 'px', ARGV[4])
end
notifyAll(KEYS[1], KEYS[3])
return stored and 1 or 0
