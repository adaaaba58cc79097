-- Gives an entry a new TTL if its value is still fresh.
-- KEYS[1]: the entry; KEYS[2], KEYS[3]: its companions, unused; KEYS[4], for a named cache: its generation
-- ARGV[1]: the new TTL in ms; ARGV[2]: the value is fresh if the entry has more TTL left than this, in ms; ARGV[3]:
--   what the values of remembered failures begin with, or empty; ARGV[4]: the TTL changes if the entry has less left than
--   this, in ms; ARGV[5], for a named cache: the generation of the keys
-- Reply: 1 if the value was fresh, else 0; -1 if the cache has another generation, and nothing has changed
if KEYS[4] and redis.call('get', KEYS[4]) ~= ARGV[5] then
  return -1
end
local left = redis.call('pttl', KEYS[1])
if left == -2 or left >= 0 and left <= tonumber(ARGV[2]) then
  return 0
end
if ARGV[3] ~= '' and redis.pcall('getrange', KEYS[1], 0, #ARGV[3] - 1) == ARGV[3] then
  return 0
end
if left == -1 or left < tonumber(ARGV[4]) then
  redis.call('pexpire', KEYS[1], ARGV[1])
end
return 1
