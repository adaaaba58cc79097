-- Begins a new generation of a named cache. No client finds the old entries any more; Redis frees them when their TTL
-- ends.
-- KEYS[1]: the generation's key
-- ARGV[1]: random digits, so that a generation never returns, whatever the server's clock does
-- Reply: the new generation
local time = redis.call('time')
local generation = time[1] .. string.format('%06d', time[2]) .. ARGV[1]
redis.call('set', KEYS[1], generation)
return generation
