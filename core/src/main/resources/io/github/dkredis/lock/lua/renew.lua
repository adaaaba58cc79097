-- Makes the lease last from now, if the lock is still the caller's. Harmless to repeat.
-- KEYS[1]: the lock; ARGV[1]: the caller's token; ARGV[2]: the lease in milliseconds
-- Reply: 1, or 0 if it is not the caller's
if redis.call('get', KEYS[1]) == ARGV[1] then
  return redis.call('pexpire', KEYS[1], ARGV[2])
end
return 0
