-- Restarts the TTL of the lock, if the lock still belongs to the caller. Idempotent.
-- KEYS[1]: the lock; ARGV[1]: the caller's token; ARGV[2]: the lease in milliseconds
-- Reply: 1; 0 if the lock does not belong to the caller
if redis.call('get', KEYS[1]) == ARGV[1] then
  return redis.call('pexpire', KEYS[1], ARGV[2])
end
return 0
