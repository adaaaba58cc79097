-- Takes permits from rate limits, of all resources or none, for one caller after the other. The algorithm is the
-- generic cell rate algorithm (GCRA) on the server's clock.
-- KEYS: one key for each resource; its value is the theoretical arrival time (TAT) in microseconds since September
--   2020, so that a double has room for fractions of them. The key expires once that time has passed.
-- ARGV: for each resource the microseconds of one permit, and the burst in permits; then the cost of each caller
-- Reply: two numbers for each caller: 0 and the permits left at the tightest resource, if the permits were taken; else
--   the number of the resource that is denied the longest, and the microseconds until it is not
local time = redis.call('time')
local now = (time[1] - 1600000000) * 1000000 + time[2]
local TOLERANCE = 0.5 -- microseconds, for the error of rounding
local interval, burst, arrival, changed = {}, {}, {}, {}
for i, key in ipairs(KEYS) do
  interval[i], burst[i] = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local known = tonumber(redis.call('get', key) or '') or 0
  -- At most one burst ahead: the key may have been written with another rate, or before the clock was set back.
  local most = now + burst[i] * interval[i]
  changed[i] = known > most
  arrival[i] = math.max(math.min(known, most), now)
end
local reply = {}
for caller = 2 * #KEYS + 1, #ARGV do
  local cost = tonumber(ARGV[caller])
  local blocked, longest, least = 0, TOLERANCE, math.huge
  for i = 1, #KEYS do
    local wait = arrival[i] + (cost - burst[i]) * interval[i] - now
    if wait > longest then
      blocked, longest = i, wait
    end
    least = math.min(least, math.floor((TOLERANCE - wait) / interval[i]))
  end
  if blocked == 0 then
    for i = 1, #KEYS do
      arrival[i] = arrival[i] + cost * interval[i]
      changed[i] = true
    end
  end
  reply[#reply + 1] = blocked
  reply[#reply + 1] = blocked > 0 and math.ceil(longest) or least
end
for i, key in ipairs(KEYS) do
  if changed[i] then
    redis.call('set', key, string.format('%.3f', arrival[i]), 'px', math.max(1, math.ceil((arrival[i] - now) / 1000)))
  end
end
return reply
