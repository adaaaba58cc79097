-- Takes permits, or enters the queue for them. Idempotent: a token that has permits, or is in the queue, is told so
-- again.
-- KEYS: see semaphore-common.lua
-- ARGV[1]: the caller's token; ARGV[2]: its lease in milliseconds; ARGV[3]: the number of permits; ARGV[4]: the size that
--   the caller expects; ARGV[5]: push or poll to wait, try to take the permits only if they are free and no client waits;
--   ARGV[6]: the server's time after which the caller does not wait for the reply any more, or '' if it is not known
-- Reply: {1, server time, refused, first and last fencing token of the block, slots} if the token has permits;
--   {0, server time, refused, milliseconds until the next holder's deadline} if not;
--   {-1, server time, refused, size} if the semaphore has another size; {-2, server time, refused} if the request came
--   too late, and then nothing was done: it may come from a connection that was given up.
--   refused is 1 if the user may not publish messages.
local token, millis, count, mode = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[5]
local latest = tonumber(ARGV[6])
if latest and now > latest then
  return {-2, exact(now), refused}
end
local known = size
size = known or tonumber(ARGV[4])
if known then
  expire()
end
local first, slots = grantOf(token)
if first then -- also if the size has changed meanwhile
  redis.call('zadd', DEADLINES, exact(now + millis * 1000), token)
  keep()
  return granted(first, slots)
end
if size ~= tonumber(ARGV[4]) then
  return {-1, exact(now), refused, size}
end
if not known then
  redis.call('hset', SEMAPHORE, 'size', size)
end
if redis.call('exists', QUEUE) == 0 and count <= size - taken then
  local picked = pick(count)
  local fence = nextFence(picked)
  grant(token, picked, fence, millis)
  keep()
  return granted(fence, table.concat(picked, ','))
end
if mode ~= 'try' then
  enter(token, count, mode, millis)
  handOver(token, millis)
else
  handOver()
end
keep()
first, slots = grantOf(token)
if first then
  return granted(first, slots)
end
local next = redis.call('zrange', DEADLINES, 0, 0, 'withscores')
return {0, exact(now), refused, next[2] and math.ceil((tonumber(next[2]) - now) / 1000) or DAY_MILLIS}
