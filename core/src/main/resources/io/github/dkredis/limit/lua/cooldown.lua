-- Blocks resources for a period, all of them or none. Idempotent for the same token.
-- KEYS: one key for each resource; its value is the time in seconds at which the block ends, and then the token's
--   digits
-- ARGV[1]: the caller's token, 32 digits; ARGV[2]: the period in milliseconds
-- Reply: {0} if no resource was blocked; else {number of the resource that is blocked the longest, milliseconds until
--   its end}
-- A key without a TTL was left by a Python process that died between two commands; it blocks until the time in its
-- value.
local time = redis.call('time')
local now = time[1] + time[2] / 1000000
local blocked, longest = 0, 0
for i, key in ipairs(KEYS) do
  local value = redis.call('get', key)
  if value and string.sub(value, -32) ~= ARGV[1] then
    local left = redis.call('pttl', key)
    if left < 0 then
      left = math.ceil(((tonumber(value) or now) - now) * 1000)
    end
    if left > longest then
      blocked, longest = i, left
    end
  end
end
if blocked > 0 then
  return {blocked, longest}
end
local value = string.format('%.6f', now + ARGV[2] / 1000) .. ARGV[1]
for _, key in ipairs(KEYS) do
  redis.call('set', key, value, 'px', ARGV[2])
end
return {0}
