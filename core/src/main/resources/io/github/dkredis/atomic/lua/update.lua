-- Writes a value unless the key has changed since it was read. An existing key keeps its TTL.
-- KEYS[1]: the key
-- ARGV[1]: '1' if the key existed when it was read, else '0'; ARGV[2]: the value that was read; ARGV[3]: the value to
-- write; ARGV[4]: the TTL of a new key in milliseconds, or '' for none
-- Reply: {1} if the value was written, else {0, the current value (nil if the key is missing)}
local current = redis.call('get', KEYS[1])
if (current and (ARGV[1] ~= '1' or current ~= ARGV[2])) or (not current and ARGV[1] ~= '0') then
  return {0, current}
end
if current or ARGV[4] == '' then
  redis.call('set', KEYS[1], ARGV[3], 'keepttl')
else
  redis.call('set', KEYS[1], ARGV[3], 'px', ARGV[4])
end
return {1}
