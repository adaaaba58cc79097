-- Writes a value if the key still holds what was read; keeps the time to live.
-- KEYS[1]: the key
-- ARGV[1]: '1' if it was there when it was read, else '0'; ARGV[2]: what was read; ARGV[3]: the value to write
-- Reply: {1} if it was written, else {0, what the key holds now (nil if it is gone)}
local now = redis.call('get', KEYS[1])
if (now and ARGV[1] == '1' and now == ARGV[2]) or (not now and ARGV[1] == '0') then
  redis.call('set', KEYS[1], ARGV[3], 'keepttl')
  return {1}
end
return {0, now}
