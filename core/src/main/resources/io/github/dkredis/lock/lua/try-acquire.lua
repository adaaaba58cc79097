-- Acquires the lock if it is free and no client waits for it. Idempotent.
-- KEYS and ARGV: see mutex-common.lua
-- Reply: {1, first fencing token, server time, waiting clients} if the token has the lock;
--   else {0, milliseconds until the TTL ends, server time, 0}
local value = holder()
if value == ARGV[1] then
  redis.call('pexpire', KEYS[1], ARGV[2])
  return granted(block(), redis.call('llen', KEYS[2]))
end
if not value then
  if redis.call('exists', KEYS[2]) == 0 then
    return granted(grant(ARGV[1], ARGV[2], nextFence()), 0)
  end
  local first = nextFence()
  value = handOver(first)
  if not value then -- no client in the queue can be reached any more
    return granted(grant(ARGV[1], ARGV[2], first), 0)
  end
end
return {0, left(value), exact(now), 0}
