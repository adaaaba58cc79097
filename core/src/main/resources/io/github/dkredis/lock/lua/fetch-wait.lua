-- Asks whether a fetch is over, and to be told when it is.
-- KEYS[1]: the lock; KEYS[2]: who waits, a set of clients' numbers
-- ARGV[1]: the caller's client number
-- Reply: {1} if nobody fetches; else {0, milliseconds to the end of the lease, 1 if the fetcher will tell, else 0}
local value = redis.call('get', KEYS[1])
if not value then
  return {1}
end
local left = redis.call('pttl', KEYS[1])
redis.call('sadd', KEYS[2], ARGV[1])
redis.call('pexpire', KEYS[2], math.max(left, 0) + 60000)
return {0, left, string.sub(value, 1, 12) == '99999999999.' and 1 or 0}
