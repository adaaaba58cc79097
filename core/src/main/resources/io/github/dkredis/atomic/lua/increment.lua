-- Adds to a number, and gives the key a TTL if this creates it.
-- KEYS[1]: the key
-- ARGV[1]: 'incrby' or 'incrbyfloat'; ARGV[2]: the amount; ARGV[3]: the TTL of a new key in milliseconds
-- Reply: the new number as text, since Lua's numbers have 53 bits
local existed = redis.call('exists', KEYS[1])
redis.call(ARGV[1], KEYS[1], ARGV[2])
if existed == 0 then
  redis.call('pexpire', KEYS[1], ARGV[3])
end
return redis.call('get', KEYS[1])
