-- Acquires the lock, or enters the queue for it. Idempotent: a token that has the lock, or is in the queue, is told so
-- again.
-- KEYS and ARGV: see mutex-common.lua
-- Reply: {1, first fencing token, server time, waiting clients} if the token has the lock; else {0, milliseconds until
--   the TTL ends, server time, clients ahead in the queue}
local value = holder()
if value == ARGV[1] then
  redis.call('pexpire', KEYS[1], ARGV[2])
  return granted(block(), redis.call('llen', KEYS[2]))
end
if not value then
  if redis.call('exists', KEYS[2]) == 0 then
    return granted(grant(ARGV[1], ARGV[2], nextFence()), 0)
  end
  -- The lock is free, but other clients were first. The queue is served in its order.
  if not redis.call('lpos', KEYS[2], ARGV[1]) then
    redis.call('rpush', KEYS[2], ARGV[1])
  end
  local first = nextFence()
  local token, isCaller, waiting = handOver(first)
  if isCaller then
    return granted(first, waiting)
  end
  value = token or ''
end
return queued(value)
