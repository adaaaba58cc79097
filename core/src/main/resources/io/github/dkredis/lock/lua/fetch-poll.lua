-- Asks whether a fetch has ended, and registers the client for a message at its end. Idempotent.
-- KEYS[1]: the lock; KEYS[2]: the waiting clients, a set of their numbers
-- ARGV[1]: the caller's client number
-- Reply: {1} if no fetch is under way; else {0, milliseconds until the lease ends, 1 if the fetcher will send a
--   message, else 0}
local value = redis.call('get', KEYS[1])
if not value then
  return {1}
end
local left = redis.call('pttl', KEYS[1])
redis.call('sadd', KEYS[2], ARGV[1])
redis.call('pexpire', KEYS[2], math.max(left, 0) + 60000)
return {0, left, string.sub(value, 1, 12) == '99999999999.' and 1 or 0} -- Python's tokens look different
