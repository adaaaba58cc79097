-- Restarts the lease of a holder, and reserves another block of fencing tokens for it. Idempotent.
-- KEYS: see semaphore-common.lua
-- ARGV[1]: the holder's token; ARGV[2]: the lease in milliseconds; ARGV[3]: the last fencing token that was used
-- Reply: {1, first and last fencing token of the block, 1 if another client waits, else 0};
--   {0} if the token has no permits any more
local first, slots = grantOf(ARGV[1])
local deadline = first and redis.call('zscore', DEADLINES, ARGV[1])
if not deadline or tonumber(deadline) <= now then
  return {0}
end
local all = {}
for slot in string.gmatch(slots, '%d+') do
  all[#all + 1] = slot
end
-- The first write needs no memory: a server at its maxmemory would refuse the others as the first one, and the permits
-- would be lost although they are held. What the others store takes the place of what was there.
redis.call('pexpire', SEMAPHORE, DAY_MILLIS + ARGV[2])
-- From the number that was used last, so that renewals alone do not let the numbers run ahead of the clock.
first = math.max(now, tonumber(ARGV[3]) + 1)
reserve(ARGV[1], all, first)
redis.call('zadd', DEADLINES, exact(now + ARGV[2] * 1000), ARGV[1])
keep()
local contended = 0
for _, token in ipairs(redis.call('lrange', QUEUE, 0, size)) do -- each client waits at most once for each permit
  if string.sub(token, 13, 32) ~= string.sub(ARGV[1], 13, 32) then
    contended = 1
    break
  end
end
return {1, exact(first), exact(first + BLOCK - 1), contended}
