-- Removes a key if it holds the expected value.
-- KEYS[1]: the key
-- ARGV[1]: the expected value
-- Reply: 1 if the key was removed, else 0
if redis.call('get', KEYS[1]) == ARGV[1] then
  return redis.call('del', KEYS[1])
end
return 0
