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
local call, tonumber, ceil, floor = redis.call, tonumber, math.ceil, math.floor -- locals are quicker
local time = call('time')
local now = (time[1] - 1600000000) * 1000000 + time[2]
local keys, args = #KEYS, #ARGV
local interval, burst, arrival, changed = {}, {}, {}, {}
for i = 1, keys do
  local each, most = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local known = call('get', KEYS[i])
  known = known and tonumber(known) or 0
  -- A time further ahead than any reservation was written before the server's clock was set back.
  local full = now + most * each
  if known > full + AHEAD + TOLERANCE then
    known = full
    changed[i] = true
  end
  interval[i], burst[i] = each, most
  arrival[i] = known > now and known or now
end
local reply, size = {}, 0
for caller = 2 * keys + 1, args - 1, 2 do
  local cost, patience = tonumber(ARGV[caller]), tonumber(ARGV[caller + 1])
  local blocked, wait = 0, TOLERANCE
  for i = 1, keys do
    local ready = arrival[i] + (cost - burst[i]) * interval[i] - now
    if ready > wait then
      blocked, wait = i, ready
    end
  end
  wait = blocked > 0 and ceil(wait) or 0
  if patience and wait <= patience and wait <= AHEAD then
    blocked = 0
    for i = 1, keys do
      arrival[i] = arrival[i] + cost * interval[i]
      changed[i] = true
    end
  end
  local left
  for i = 1, keys do
    local here = floor((now + TOLERANCE - arrival[i]) / interval[i] + burst[i])
    if not left or here < left then
      left = here
    end
  end
  reply[size + 1] = blocked
  reply[size + 2] = wait
  reply[size + 3] = left > 0 and left or 0
  size = size + 3
end
for i = 1, keys do
  if changed[i] then
    local rest = ceil((arrival[i] - now) / 1000)
    -- The server writes the number with 17 digits, which is exact, and quicker than string.format.
    call('set', KEYS[i], arrival[i], 'px', rest > 1 and rest or 1)
  end
end
if args % 2 == 1 then
  reply[size + 1] = now
end
return reply
