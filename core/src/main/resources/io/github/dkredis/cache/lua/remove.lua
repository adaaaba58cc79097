-- Removes an entry and voids the running load of it. Harmless to repeat.
-- KEYS[1]: the entry; KEYS[2]: its fill lease; KEYS[3]: the set of waiting clients; KEYS[4], for a named cache: its
--   generation
-- ARGV[1], for a named cache: the generation of the keys
-- Reply: 1 if the entry existed, else 0; -1 if the cache has another generation, and nothing has changed
if KEYS[4] and redis.call('get', KEYS[4]) ~= ARGV[1] then
  return -1
end
local removed = redis.call('unlink', KEYS[1])
void(KEYS[1], KEYS[2], KEYS[3])
return removed
