-- The generation of a named cache; makes one if there is none. Harmless to repeat.
-- KEYS[1]: the generation; ARGV[1]: random digits
-- Reply: the generation
local generation = redis.call('get', KEYS[1])
if not generation then
  local time = redis.call('time')
  generation = time[1] .. string.format('%06d', time[2]) .. ARGV[1]
  redis.call('set', KEYS[1], generation)
end
return generation
