-- Removes an entry and the caller's own tombstone, and voids the running load of the entry. If the caller gives the value
-- after its change, and no other caller has changed the entry since the tombstone was placed, stores that value instead, or
-- removes the entry all the same if Redis is out of memory. Harmless to repeat: a second run finds no tombstone, and
-- removes the entry. It acts in the generation of its keys even if that has ended, and reports the end, so that the
-- caller also removes what the next one holds.
-- KEYS[1]: the entry; KEYS[2]: its fill lease, where tombstones are kept; KEYS[3]: the set of waiting clients;
-- KEYS[4], for a named cache: its generation
-- ARGV[1]: the caller's token; then, if there is a value: the value; its TTL in ms; then, for a named cache: the
--   generation of the keys
-- Reply: 2 if the value was stored; 1 if the tombstone still stood, else 0; -1 if the cache has another generation by now
local ended = KEYS[4] and redis.call('get', KEYS[4]) ~= ARGV[#ARGV]
local stored = false
if ARGV[3] and not ended and redis.call('get', KEYS[2]) == 't:' .. ARGV[1] then
  stored = not redis.pcall('set', KEYS[1], ARGV[2], 'px', ARGV[3]).err
end
if not stored then
  redis.call('unlink', KEYS[1])
end
local tombstone = void(KEYS[1], KEYS[2], KEYS[3])
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
  redis.call('set', KEYS[2], 't:,' .. table.concat(others, ','), 'keepttl')
end
return ended and -1 or stored and 2 or found
