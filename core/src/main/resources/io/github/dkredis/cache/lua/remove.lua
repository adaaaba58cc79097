-- Removes entries and voids the running loads of them. Harmless to repeat.
-- KEYS, three for each entry: the entry; its fill lease; the set of waiting clients; then, for a named cache: its
--   generation
-- ARGV[1], for a named cache: the generation of the keys
-- Reply: how many of the entries existed; -1 if the cache has another generation, and nothing has changed
if #KEYS % 3 == 1 and redis.call('get', KEYS[#KEYS]) ~= ARGV[1] then
  return -1
end
local removed = 0
for i = 1, #KEYS - 2, 3 do
  removed = removed + redis.call('unlink', KEYS[i])
  change(KEYS[i], KEYS[i + 1], KEYS[i + 2])
end
return removed
