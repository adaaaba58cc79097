-- Removes an entry and the caller's own tombstone, and voids the running load of the entry. Harmless to repeat. It acts
-- in the generation of its keys even if that has ended, and reports the end, so that the caller also removes what the
-- next one holds.
-- KEYS[1]: the entry; KEYS[2]: its fill lease, where tombstones are kept; KEYS[3]: the set of waiting clients;
-- KEYS[4], for a named cache: its generation
-- ARGV[1]: the caller's token; ARGV[2], for a named cache: the generation of the keys
-- Reply: 1 if the tombstone still stood, else 0; -1 if the cache has another generation by now
redis.call('unlink', KEYS[1])
local tombstone = void(KEYS[1], KEYS[2], KEYS[3])
local ended = KEYS[4] and redis.call('get', KEYS[4]) ~= ARGV[2]
if not tombstone then
  return ended and -1 or 0
end
local others = {}
local found = 0
for token in string.gmatch(string.sub(tombstone, 3), '[^,]+') do
  if token == ARGV[1] then
    found = 1
  else
    others[#others + 1] = token
  end
end
if #others == 0 then
  redis.call('del', KEYS[2])
elseif found == 1 then
  redis.call('set', KEYS[2], 't:' .. table.concat(others, ','), 'keepttl')
end
return ended and -1 or found
