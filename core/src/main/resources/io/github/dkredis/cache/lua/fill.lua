-- Stores loaded values and ends their fill leases. A value is stored if its lease still stands and the entry still
-- holds what it held when the lease was granted (Python changes entries without looking at leases). Notifies the
-- waiting clients. Harmless to repeat: a second run finds no lease. All values are stored before the first lease is
-- deleted, because Redis checks its memory limit only until a script has written; if it refuses a value, the leases are
-- ended all the same.
-- KEYS, three for each entry: the entry; its fill lease; the set of waiting clients
-- ARGV, four for each entry: the caller's token; the fingerprint that lookup replied; the value; its TTL in ms
-- Reply: how many values were stored, or the refusal
local stored = 0
local refusal
local held = {}
for i = 1, #KEYS, 3 do
  local a = (i - 1) / 3 * 4
  if redis.call('get', KEYS[i + 1]) == 'f:' .. ARGV[a + 1] then
    held[#held + 1] = i
    if not refusal and fingerprint(content(KEYS[i])) == ARGV[a + 2] then
      local result = redis.pcall('set', KEYS[i], ARGV[a + 3], 'px', ARGV[a + 4])
      if result.err then
        refusal = result
      else
        stored = stored + 1
      end
    end
  end
end
for _, i in ipairs(held) do
  redis.call('del', KEYS[i + 1])
  notifyAll(KEYS[i], KEYS[i + 2])
end
return refusal or stored
