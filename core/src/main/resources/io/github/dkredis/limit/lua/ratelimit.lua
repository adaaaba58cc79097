-- Takes permits from rate limits, of all resources or none, for one caller after the other. The algorithm is the
-- generic cell rate algorithm (GCRA) on the server's clock.
-- KEYS: one key for each resource and rate; its value is the theoretical arrival time (TAT) in microseconds since
--   September 2020, so that a double has room for fractions of them. The key expires once that time has passed.
-- ARGV: for each key the microseconds of one permit, and the burst in permits; then for each caller the cost, and the
--   microseconds for which the caller is ready to wait, or '' for a caller who only looks
--   At the end 'time', if the reply is to end with the time of the decision, in the same microseconds.
-- Reply: three numbers for each caller. If the permits were taken, or a caller who looks could take them: 0, the
--   microseconds to wait until they may be used, the permits left at the tightest resource. Else the number of the
--   resource that is denied the longest, the microseconds until it is not, the permits left.
-- A caller who waits reserves permits that are not there yet, at most AHEAD: a client that dies while its callers wait
-- blocks others for no longer.
local AHEAD = 500000
local TOLERANCE = 0.5 -- microseconds, for the error of rounding
local time = redis.call('time')
local now = (time[1] - 1600000000) * 1000000 + time[2]
local interval, burst, arrival, changed = {}, {}, {}, {}
for i, key in ipairs(KEYS) do
  interval[i], burst[i] = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local known = tonumber(redis.call('get', key) or '') or 0
  -- A time further ahead than any reservation was written before the server's clock was set back.
  local full = now + burst[i] * interval[i]
  changed[i] = known > full + AHEAD + TOLERANCE
  arrival[i] = math.max(changed[i] and full or known, now)
end
local reply = {}
for caller = 2 * #KEYS + 1, #ARGV - 1, 2 do
  local cost, patience = tonumber(ARGV[caller]), tonumber(ARGV[caller + 1])
  local blocked, wait = 0, TOLERANCE
  for i = 1, #KEYS do
    local ready = arrival[i] + (cost - burst[i]) * interval[i] - now
    if ready > wait then
      blocked, wait = i, ready
    end
  end
  wait = blocked > 0 and math.ceil(wait) or 0
  if patience and wait <= math.min(patience, AHEAD) then
    blocked = 0
    for i = 1, #KEYS do
      arrival[i] = arrival[i] + cost * interval[i]
      changed[i] = true
    end
  end
  local left = math.huge
  for i = 1, #KEYS do
    left = math.min(left, math.floor((now + TOLERANCE - arrival[i]) / interval[i] + burst[i]))
  end
  reply[#reply + 1] = blocked
  reply[#reply + 1] = wait
  reply[#reply + 1] = math.max(left, 0)
end
for i, key in ipairs(KEYS) do
  if changed[i] then
    redis.call('set', key, string.format('%.3f', arrival[i]), 'px', math.max(1, math.ceil((arrival[i] - now) / 1000)))
  end
end
if #ARGV % 2 == 1 then
  reply[#reply + 1] = now
end
return reply
