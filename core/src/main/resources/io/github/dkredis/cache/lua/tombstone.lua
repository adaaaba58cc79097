-- Puts a tombstone in the place of an entry, beside those of others: nothing is stored until all are gone. Harmless to repeat.
-- KEYS[1]: the entry; KEYS[2]: the fill lease; KEYS[3]: who waits; KEYS[4], for a named cache: its generation
-- ARGV[1]: the caller's token; ARGV[2]: how long it stands at most, in milliseconds; ARGV[3]: the generation of the keys
-- Reply: 1; -1 if the generation is another
if KEYS[4] and redis.call('get', KEYS[4]) ~= ARGV[3] then
  return -1
end
redis.call('unlink', KEYS[1])
local tombstone = void(KEYS[1], KEYS[2], KEYS[3])
local limit = tonumber(ARGV[2])
if not tombstone then
  tombstone = 't:' .. ARGV[1]
elseif not string.find(tombstone, ARGV[1], 1, true) then
  tombstone = tombstone .. ',' .. ARGV[1]
  limit = math.max(limit, redis.call('pttl', KEYS[2]))
end
redis.call('set', KEYS[2], tombstone, 'px', limit)
return 1
