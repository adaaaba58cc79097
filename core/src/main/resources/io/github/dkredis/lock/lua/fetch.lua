-- Takes a fetch lock if it is free. Idempotent.
-- KEYS[1]: the lock; ARGV[1]: the caller's token; ARGV[2]: the lease in milliseconds
-- Reply: 1 if the caller has the lock, else 0
if redis.call('set', KEYS[1], ARGV[1], 'nx', 'px', ARGV[2]) then
  return 1
end
return redis.call('get', KEYS[1]) == ARGV[1] and 1 or 0
