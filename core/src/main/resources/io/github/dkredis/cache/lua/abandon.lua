-- Ends a fill lease without a value and notifies the waiting clients, so that another client loads. Harmless to repeat.
-- KEYS[1]: the entry; KEYS[2]: its fill lease; KEYS[3]: the set of waiting clients
-- ARGV[1]: the caller's token
-- Reply: 1 if the lease was the caller's, else 0
if redis.call('get', KEYS[2]) ~= 'f:' .. ARGV[1] then
  return 0
end
redis.call('del', KEYS[2])
notifyAll(KEYS[1], KEYS[3])
return 1
