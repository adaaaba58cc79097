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
local used = tonumber(ARGV[5])
local first = used > 0 and math.max(used + 1, now) or nextFence() -- the rest of the block was not used
local again = ARGV[6] ~= ''
if again then
  redis.call('rpush', KEYS[2], ARGV[6])
  redis.call('pexpire', KEYS[2], QUEUE_MILLIS)
  ARGV[1] = ARGV[6]
end
local token, mine, waiting = handOver(first)
if mine then
  return granted(first, waiting)
end
if not token and used > 0 then
  redis.call('hset', KEYS[3], 'last', ARGV[5])
  redis.call('pexpire', KEYS[3], FENCE_MILLIS)
end
if again then
  return {0, tonumber(ARGV[3]), exact(now), waiting - 1}
end
return {2}
