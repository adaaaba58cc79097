-- Asks whether a fetch has ended, and registers the client for a message at its end. Idempotent.
-- KEYS[1]: the lock; KEYS[2]: the waiting clients, a set of their numbers
-- ARGV[1]: the caller's client number; ARGV[2]: the value that the lock has while that fetch is under way
-- Reply: {1} if it has ended, even if another fetch has begun; else {0, milliseconds until the lease ends, -1 if it has
--   no end; 1 if the fetcher will send a message, else 0}
if redis.call('get', KEYS[1]) ~= ARGV[2] then
  return {1}
end
local left = redis.call('pttl', KEYS[1])
redis.call('sadd', KEYS[2], ARGV[1])
redis.call('pexpire', KEYS[2], math.max(left, 0) + 60000)
return {0, left, string.sub(ARGV[2], 1, 12) == '99999999999.' and 1 or 0} -- Python's tokens look different
