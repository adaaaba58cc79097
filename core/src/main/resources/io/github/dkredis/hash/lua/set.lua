-- Merges fields into a hash and sets its TTL in one step.
-- KEYS[1]: the hash
-- ARGV: the TTL in milliseconds, then field, value, field, value …
-- Reply: the number of new fields
local added = 0
for i = 2, #ARGV, 1000 do -- unpack fails on some thousand values
  added = added + redis.call('hset', KEYS[1], unpack(ARGV, i, math.min(i + 999, #ARGV)))
end
redis.call('pexpire', KEYS[1], ARGV[1])
return added
