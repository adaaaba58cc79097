-- Replaces an entry by a tombstone, beside those of other callers: no value is stored until all have been removed. The
-- greatest limit of all callers counts. Harmless to repeat.
-- KEYS[1]: the entry; KEYS[2]: its fill lease, where tombstones are kept; KEYS[3]: the set of waiting clients;
-- KEYS[4], for a named cache: its generation
-- ARGV[1]: the caller's token; ARGV[2]: how long the tombstone stands at most, in ms;
-- ARGV[3], for a named cache: the generation of the keys
-- Reply: 1; -1 if the cache has another generation, and nothing has changed
if KEYS[4] and redis.call('get', KEYS[4]) ~= ARGV[3] then
  return -1
end
redis.call('unlink', KEYS[1])
local tombstone = void(KEYS[1], KEYS[2], KEYS[3])
local limit = tonumber(ARGV[2])
if not tombstone then
  tombstone = 't:' .. ARGV[1]
elseif not string.find(',' .. string.sub(tombstone, 3) .. ',', ',' .. ARGV[1] .. ',', 1, true) then
  tombstone = contested(tombstone) .. ',' .. ARGV[1]
end
limit = math.max(limit, redis.call('pttl', KEYS[2]))
redis.call('set', KEYS[2], tombstone, 'px', limit)
return 1
