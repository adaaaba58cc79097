-- Stores entries and voids the running loads of them. While a tombstone stands, its entry is removed instead. Unlike
-- remove, put is not harmless to repeat: a late repetition would undo a newer put. Values are stored before anything is
-- deleted, because Redis checks its memory limit only until a script has written.
-- KEYS, three for each entry: the entry; its fill lease; the set of waiting clients; then, for a named cache: its
--   generation
-- ARGV, three for each entry: the value; its TTL in ms, or the end of its life in ms since 1970; 'px' or 'pxat', for
--   which of the two; then, for a named cache: the generation of the keys
-- Reply: how many entries were stored; -1 if the cache has another generation, and nothing has changed
local entries = math.floor(#KEYS / 3)
if #KEYS % 3 == 1 and redis.call('get', KEYS[#KEYS]) ~= ARGV[#ARGV] then
  return -1
end
local refused = {}
for n = 0, entries - 1 do
  if isTombstone(redis.call('get', KEYS[3 * n + 2])) then
    refused[#refused + 1] = KEYS[3 * n + 1]
  else
    redis.call('set', KEYS[3 * n + 1], ARGV[3 * n + 1], ARGV[3 * n + 3], ARGV[3 * n + 2])
  end
end
for _, entry in ipairs(refused) do
  redis.call('unlink', entry)
end
for n = 0, entries - 1 do
  change(KEYS[3 * n + 1], KEYS[3 * n + 2], KEYS[3 * n + 3])
end
return entries - #refused
