-- Merges fields into a hash and sets its time to live, in one step.
-- KEYS[1]: the hash
-- ARGV: the time to live in milliseconds; then field, value, field, value …
-- Reply: how many fields are new
local added = 0
for i = 2, #ARGV, 1000 do -- Lua unpacks some thousand values at the most
  added = added + redis.call('hset', KEYS[1], unpack(ARGV, i, math.min(i + 999, #ARGV)))
end
redis.call('pexpire', KEYS[1], ARGV[1])
return added
