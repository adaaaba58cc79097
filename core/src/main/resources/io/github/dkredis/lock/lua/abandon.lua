-- Removes the caller's token from the queue, or releases the lock if the token was granted it meanwhile. Idempotent.
-- KEYS and ARGV: see mutex-common.lua
-- Reply: 1 if the token was in the queue or had the lock, else 0
if redis.call('get', KEYS[1]) == ARGV[1] then
  redis.call('del', KEYS[1])
  handOver(nextFence())
  return 1
end
return redis.call('lrem', KEYS[2], 1, ARGV[1])
