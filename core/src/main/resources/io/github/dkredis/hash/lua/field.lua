-- Reads one page of a walk through all keys: the hashes in it whose key matches a pattern and that have a field.
-- KEYS: none, since the script finds the keys itself
-- ARGV: the cursor ('0' for the first page), the pattern, the field, the approximate number of keys to scan
-- Reply: the next cursor ('0' after the last page), then key, value, key, value …
local page = redis.call('scan', ARGV[1], 'match', ARGV[2], 'count', ARGV[4], 'type', 'hash')
local found = {page[1]}
for _, key in ipairs(page[2]) do
  local value = redis.call('hget', key, ARGV[3])
  if value then
    found[#found + 1] = key
    found[#found + 1] = value
  end
end
return found
