-- Stores an entry and voids the running load of it. While a tombstone stands, the entry is removed instead.
-- Unlike remove, put is not harmless to repeat: a late repetition would undo a newer put.
-- KEYS[1]: the entry; KEYS[2]: its fill lease; KEYS[3]: the set of waiting clients; KEYS[4], for a named cache: its
--   generation
-- ARGV[1]: the value; ARGV[2]: its TTL in ms; ARGV[3], for a named cache: the generation of the keys
-- Reply: 1; 0 if a tombstone stands; -1 if the cache has another generation, and nothing has changed
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
