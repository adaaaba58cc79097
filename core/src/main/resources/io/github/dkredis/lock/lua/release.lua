-- Hands the lock over to the first client in the queue, or frees it. Adds the caller's client to the queue again on
-- request. Idempotent.
-- KEYS and ARGV: see mutex-common.lua; ARGV[3]: the last fencing token used; ARGV[4]: the token with which the client
-- enters the queue again, or ''; ARGV[5]: 'push' or 'poll', as in acquire.lua
-- Reply: {-1, server time, 1 if messages may be published} if the lock did not belong to ARGV[1], and then nothing else
--   was done; {2, server time, 1 if messages may be published} if it was released; with ARGV[4] the reply of acquire.lua
-- The deletion comes first: a server at its maxmemory refuses a script whose first write needs memory.
if redis.call('get', KEYS[1]) ~= ARGV[1] then
  return {-1, exact(now), mayPublish}
end
redis.call('del', KEYS[1])
local first = math.max(tonumber(ARGV[3]) + 1, now) -- the rest of the block was not given out
local last = math.max(first, now + FENCE_BLOCK - 1)
local again = ARGV[4] ~= ''
if again then
  ARGV[1] = ARGV[4] -- the functions of mutex-common.lua now act for the new token
  enqueue(ARGV[5] == 'poll' and 'p' or '')
end
local token, isCaller, waiting = handOver(first, last)
if isCaller then
  return granted(waiting, first, last)
end
if not token then
  redis.call('hset', KEYS[3], 'last', ARGV[3])
  redis.call('pexpire', KEYS[3], FENCE_MILLIS)
end
if again then
  return taken(token, waiting - 1, 1)
end
return {2, exact(now), mayPublish}
