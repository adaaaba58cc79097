-- Stores an entry unless reads would be served one, and voids the running load of it. Nothing is stored while a
-- tombstone stands. Not harmless to repeat: the reply of the first run would be lost.
-- KEYS[1]: the entry; KEYS[2]: its fill lease; KEYS[3]: the set of waiting clients; KEYS[4], for a named cache: its
--   generation
-- ARGV[1]: the value; ARGV[2]: its TTL in ms, or the end of its life in ms since 1970; ARGV[3]: 'px' or 'pxat', for
--   which of the two; ARGV[4]: an existing entry is served if it has more TTL left than this, in ms; ARGV[5]: what the
--   values of remembered failures begin with, or empty; ARGV[6], for a named cache: the generation of the keys
-- Reply: 1 if the value was stored, else 0; -1 if the cache has another generation, and nothing has changed
if KEYS[4] and redis.call('get', KEYS[4]) ~= ARGV[6] then
  return -1
end
local value = content(KEYS[1])
local isFailure = value and ARGV[5] ~= '' and string.sub(value, 1, #ARGV[5]) == ARGV[5]
if value and not isFailure then
  local left = redis.call('pttl', KEYS[1])
  if left == -1 or left > tonumber(ARGV[4]) then
    return 0
  end
end
if isTombstone(redis.call('get', KEYS[2])) then
  return 0
end
redis.call('set', KEYS[1], ARGV[1], ARGV[3], ARGV[2])
void(KEYS[1], KEYS[2], KEYS[3])
return 1
