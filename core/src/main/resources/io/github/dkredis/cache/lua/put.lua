-- Stores an entry; every fill that runs is void. While a tombstone stands the entry is removed instead.
-- KEYS[1]: the entry; KEYS[2]: the fill lease; KEYS[3]: who waits; KEYS[4], for a named cache: its generation
-- ARGV[1]: the value; ARGV[2]: its TTL in milliseconds; ARGV[3]: the generation that the keys are of
-- Reply: 1; 0 if there is a tombstone; -1 if the generation is another
if KEYS[4] and redis.call('get', KEYS[4]) ~= ARGV[3] then
  return -1
end
local tombstone = void(KEYS[1], KEYS[2], KEYS[3])
redis.call('unlink', KEYS[1])
if tombstone then
  return 0
end
redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
return 1
