-- Ends a cooldown that its caller has started, because a resource in another slot of the cluster is blocked. Harmless to
-- repeat.
-- KEYS: one key for each resource
-- ARGV[1]: the caller's token
-- Reply: how many of the resources the caller had blocked
local ended = 0
for _, key in ipairs(KEYS) do
  local value = redis.call('get', key)
  if value and string.sub(value, -32) == ARGV[1] then
    ended = ended + redis.call('del', key)
  end
end
return ended
