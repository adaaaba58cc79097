-- Gives the lock to the first in the queue, or frees it; puts the caller's JVM back into the queue if asked.
-- KEYS and ARGV: as in mutex-common.lua; ARGV[5]: the last fencing number used, '0' for none;
-- ARGV[6]: the token to wait with, or ''
-- Reply: {-1} if it was not the caller's (and nothing else is done); {2} if it was released;
--   with ARGV[6] as of acquire.lua
-- The deletion comes first: a server at its maxmemory refuses a script whose first write needs memory.
if redis.call('get', KEYS[1]) ~= ARGV[1] then
  return {-1}
end
redis.call('del', KEYS[1])
if ARGV[5] ~= '0' then
  redis.call('hset', KEYS[3], 'last', ARGV[5]) -- the rest of the block was not used
  redis.call('pexpire', KEYS[3], FENCE_MILLIS)
end
if ARGV[6] == '' then
  handOver()
  return {2}
end
redis.call('rpush', KEYS[2], ARGV[6])
redis.call('pexpire', KEYS[2], QUEUE_MILLIS)
ARGV[1] = ARGV[6]
local token, first = handOver()
if first then
  return granted(first)
end
return {0, tonumber(ARGV[3]), exact(now), redis.call('llen', KEYS[2]) - 1}
