-- Hands the lock over to the first client in the queue, or frees it. Adds the caller's client to the queue again on
-- request. Idempotent.
-- KEYS and ARGV: see mutex-common.lua; ARGV[5]: the last fencing token used, '0' for none;
-- ARGV[6]: the token with which the client enters the queue again, or ''
-- Reply: {-1} if the lock did not belong to ARGV[1], and then nothing else was done; {2} if it was released; with
--   ARGV[6] the reply of acquire.lua
-- The deletion comes first: a server at its maxmemory refuses a script whose first write needs memory.
if redis.call('get', KEYS[1]) ~= ARGV[1] then
  return {-1}
end
redis.call('del', KEYS[1])
local used = tonumber(ARGV[5])
local first = used > 0 and math.max(used + 1, now) or nextFence() -- the rest of the block was not given out
local again = ARGV[6] ~= ''
if again then
  redis.call('rpush', KEYS[2], ARGV[6])
  redis.call('pexpire', KEYS[2], QUEUE_MILLIS)
  ARGV[1] = ARGV[6] -- the functions of mutex-common.lua now act for the new token
end
local token, isCaller, waiting = handOver(first)
if isCaller then
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
