-- Reads the state of a lock; changes nothing.
-- KEYS: see mutex-common.lua
-- Reply: {} if it is free; else {value, milliseconds until the TTL ends or -1, first fencing token or '', when the holder
--   got it or '', server time, the waiting tokens}
local value = redis.call('get', KEYS[1])
local over = value and not isOurs(value) and redis.call('pttl', KEYS[1]) < 0 and tonumber(value)
if not value or over and (over + GRACE_SECONDS) * 1000000 < now then
  return {}
end
return {
  value,
  redis.call('pttl', KEYS[1]),
  isOurs(value) and redis.call('hget', KEYS[3], 'first') or '',
  isOurs(value) and redis.call('hget', KEYS[3], 'since') or '',
  exact(now),
  redis.call('lrange', KEYS[2], 0, 999),
}
