-- Takes from rate limits, all of them or none: the generic cell rate algorithm (GCRA) on the server's clock.
-- KEYS: a key for each resource, the theoretical arrival time (TAT) in microseconds since September 2020, so that a double
--   has room for fractions of them; gone when it has passed
-- ARGV[1]: the cost; then for each resource the microseconds for one permit, and the burst in permits
-- Reply: {0, permits left at the tightest resource} if taken;
--   else {number of the resource that blocks the longest, microseconds until it can be taken}
local time = redis.call('time')
local now = (time[1] - 1600000000) * 1000000 + time[2]
local cost = tonumber(ARGV[1])
local TOLERANCE = 0.5 -- microseconds: what rounding may add
local blocked, longest, least = 0, TOLERANCE, math.huge
local arrival = {}
for i, key in ipairs(KEYS) do
  local interval, burst = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local known = tonumber(redis.call('get', key) or '') or 0
  -- never more than one burst ahead: another rate was known before, or the clock was set back
  local most = now + burst * interval
  if known > most then
    known = most
    redis.call('set', key, string.format('%.3f', known), 'px', math.max(1, math.ceil(burst * interval / 1000)))
  end
  arrival[i] = math.max(known, now) + cost * interval
  local wait = arrival[i] - burst * interval - now
  if wait > longest then
    blocked, longest = i, wait
  end
  least = math.min(least, math.floor((TOLERANCE - wait) / interval))
end
if blocked > 0 then
  return {blocked, math.ceil(longest)}
end
for i, key in ipairs(KEYS) do
  redis.call('set', key, string.format('%.3f', arrival[i]), 'px', math.max(1, math.ceil((arrival[i] - now) / 1000)))
end
return {0, least}
