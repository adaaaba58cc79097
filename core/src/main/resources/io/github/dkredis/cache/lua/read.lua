-- Reads entries with the time they have left.
-- KEYS: the entries
-- Reply: two elements for each: its value (nothing if there is none, 0 if it is of another type) and its PTTL in milliseconds
local reply = {}
for i, key in ipairs(KEYS) do
  local value = redis.pcall('get', key)
  reply[2 * i - 1] = type(value) == 'table' and 0 or value
  reply[2 * i] = value and redis.call('pttl', key) or -2
end
return reply
