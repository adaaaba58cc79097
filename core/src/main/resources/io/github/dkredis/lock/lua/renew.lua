-- Restarts the TTL of the lock, if the lock still belongs to the caller. Idempotent. Names the lock's key only, so that a
-- held lease survives the migration of its slot.
-- KEYS[1]: the lock; ARGV[1]: the caller's token; ARGV[2]: the lease in milliseconds; ARGV[3]: 'exactly' to set this TTL,
-- 'atleast' to leave a longer one: a renewal that was delayed must not shorten the lease of a later one
-- Reply: 1; 0 if the lock does not belong to the caller
if redis.call('get', KEYS[1]) ~= ARGV[1] then
  return 0
end
if ARGV[3] == 'atleast' and redis.call('pttl', KEYS[1]) >= tonumber(ARGV[2]) then
  return 1
end
return redis.call('pexpire', KEYS[1], ARGV[2])
