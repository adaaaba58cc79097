-- Begins a new generation of a named cache: all its entries are out of reach, and go when their TTL ends.
-- KEYS[1]: the generation; ARGV[1]: random digits
-- Reply: the new generation
local time = redis.call('time')
local generation = time[1] .. string.format('%06d', time[2]) .. ARGV[1]
redis.call('set', KEYS[1], generation)
return generation
