-- Reads the generation of a named cache, and begins the first one if it is missing. Harmless to repeat.
-- KEYS[1]: the generation's key
-- ARGV[1]: random digits for a new generation
-- Reply: the generation
local generation = redis.call('get', KEYS[1])
if not generation then
  local time = redis.call('time')
  generation = time[1] .. string.format('%06d', time[2]) .. ARGV[1]
  redis.call('set', KEYS[1], generation)
end
return generation
