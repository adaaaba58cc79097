-- Gives permits back that were taken a moment ago, because a resource in another slot of the cluster was denied. What
-- would have been refilled since then is kept: a limit that was full would not have gained it without the taking, so
-- callers that came in between could otherwise be admitted above the rate. Not harmless to repeat.
-- KEYS: one key for each resource and rate, as for ratelimit
-- ARGV[1]: the number of permits; ARGV[2]: the time at which they were taken, as ratelimit replied it; then for each key
--   the microseconds of one permit
-- Reply: OK
local time = redis.call('time')
local now = (time[1] - 1600000000) * 1000000 + time[2]
local elapsed = now - tonumber(ARGV[2])
for i, key in ipairs(KEYS) do
  local known = tonumber(redis.call('get', key) or '')
  local returned = tonumber(ARGV[1]) * tonumber(ARGV[i + 2]) - elapsed
  -- A negative time has passed if the server's clock was set back.
  if known and elapsed >= 0 and returned > 0 then
    local arrival = known - returned
    if arrival > now then
      redis.call('set', key, arrival, 'px', math.ceil((arrival - now) / 1000))
    else
      redis.call('del', key)
    end
  end
end
return redis.status_reply('OK')
