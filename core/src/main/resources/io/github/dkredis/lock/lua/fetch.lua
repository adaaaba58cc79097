-- Takes a fetch lock if it is free. Idempotent.
-- KEYS[1]: the lock; ARGV[1]: the caller's token; ARGV[2]: the lease in milliseconds; ARGV[3]: the server's time in
--   microseconds after which the caller does not wait for the reply any more, or '' if it is not known
-- Reply: {1, server time} if the caller has the lock; {0, server time, value of the lock} if not; {-1, server time} if
--   the request came too late, and then nothing was done: it may come from a connection that was given up
local time = redis.call('time')
local now = time[1] * 1000000 + time[2]
local exact = string.format('%.0f', now)
local latest = tonumber(ARGV[3])
if latest and now > latest then
  return {-1, exact}
end
if redis.call('set', KEYS[1], ARGV[1], 'nx', 'px', ARGV[2]) then
  return {1, exact}
end
local value = redis.call('get', KEYS[1])
return {value == ARGV[1] and 1 or 0, exact, value}
