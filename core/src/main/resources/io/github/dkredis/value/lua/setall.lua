-- Sets several keys with one time to live, all or none.
-- KEYS: the keys
-- ARGV: the time to live in milliseconds; then a value for each key
-- Reply: OK
for i = 1, #KEYS do
  redis.call('set', KEYS[i], ARGV[i + 1], 'px', ARGV[1])
end
return redis.status_reply('OK')
