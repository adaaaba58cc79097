-- Removes a key if it holds what is expected.
-- KEYS[1]: the key; ARGV[1]: what it must hold
-- Reply: 1 if it was removed, else 0
if redis.call('get', KEYS[1]) == ARGV[1] then
  return redis.call('del', KEYS[1])
end
return 0
