-- One page of a walk over all keys: the hashes among them that match a pattern and have a field.
-- No KEYS: which keys there are is what is asked.
-- ARGV: the cursor ('0' to begin), the pattern, the field, about how many keys to look at
-- Reply: the next cursor ('0' at the end), then key, value, key, value …
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
