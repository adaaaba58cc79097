-- Sets several keys with one TTL in one step.
-- KEYS: the keys
-- ARGV: the TTL in milliseconds, then one value for each key
-- Reply: OK
for i = 1, #KEYS do
  redis.call('set', KEYS[i], ARGV[i + 1], 'px', ARGV[1])
end
return redis.status_reply('OK')
