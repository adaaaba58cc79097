-- Takes the caller out of the queue; gives on what it was granted meanwhile. Harmless to repeat.
-- KEYS and ARGV: as in mutex-common.lua
-- Reply: 1 if it was in the queue or had the lock, else 0
if redis.call('get', KEYS[1]) == ARGV[1] then
  redis.call('del', KEYS[1])
  handOver(nextFence())
  return 1
end
return redis.call('lrem', KEYS[2], 1, ARGV[1])
