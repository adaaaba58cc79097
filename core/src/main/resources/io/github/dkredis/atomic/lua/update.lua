-- Writes a value unless the key has changed since it was read. The TTL stays as it is.
-- KEYS[1]: the key
-- ARGV[1]: '1' if the key existed when it was read, else '0'; ARGV[2]: the value that was read; ARGV[3]: the value to
-- write
-- Reply: {1} if the value was written, else {0, the current value (nil if the key is missing)}
local current = redis.call('get', KEYS[1])
if (current and ARGV[1] == '1' and current == ARGV[2]) or (not current and ARGV[1] == '0') then
  redis.call('set', KEYS[1], ARGV[3], 'keepttl')
  return {1}
end
return {0, current}
