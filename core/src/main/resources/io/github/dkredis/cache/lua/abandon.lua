-- Ends a fill lease without a value and tells who waits, so that one of them loads. Harmless to repeat.
-- KEYS[1]: the entry; KEYS[2]: the fill lease; KEYS[3]: who waits; ARGV[1]: the caller's token
-- Reply: 1 if the lease was the caller's, else 0
if redis.call('get', KEYS[2]) ~= 'f:' .. ARGV[1] then
  return 0
end
redis.call('del', KEYS[2])
tellAll(KEYS[1], KEYS[3])
return 1
