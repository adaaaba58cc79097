-- Reads entries together with their remaining TTL.
-- KEYS: the entries
-- Reply: two elements for each entry: its value (nil if it is missing, 0 if it is of another Redis type) and its PTTL
--   in ms
local reply = {}
for i, key in ipairs(KEYS) do
  local value = redis.pcall('get', key)
  reply[2 * i - 1] = type(value) == 'table' and 0 or value
  reply[2 * i] = value and redis.call('pttl', key) or -2
end
return reply
