-- Removes an entry; every fill that runs is void. Harmless to repeat.
-- KEYS[1]: the entry; KEYS[2]: the fill lease; KEYS[3]: who waits; KEYS[4], for a named cache: its generation
-- ARGV[1]: the generation that the keys are of
-- Reply: 1 if there was an entry, else 0; -1 if the generation is another
if KEYS[4] and redis.call('get', KEYS[4]) ~= ARGV[1] then
  return -1
end
local removed = redis.call('unlink', KEYS[1])
void(KEYS[1], KEYS[2], KEYS[3])
return removed
