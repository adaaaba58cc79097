-- The functions that the scripts of the mutex share. This file is put before each of them.
--
-- KEYS[1]: the lock, a string: the token of its holder, always with a TTL. A token is '99999999999.' and 32 digits, 20
--   for the client and 12 for the grant. Python's float() reads it as a time in the far future. A value without a TTL
--   is a time that Python left there.
-- KEYS[2]: the queue, a list of the waiting tokens. Each names its client, which is in the queue once.
-- KEYS[3]: the fence, a hash: last (the greatest fencing token given out or reserved), first (the first of the holder's
--   block), since (when the holder got the lock). Times and fences are microseconds of the server's clock, below 2^53.
-- ARGV[1]: the caller's token; ARGV[2]: its lease in milliseconds; ARGV[3]: the claim, which is the TTL of a hand-over,
--   in milliseconds; ARGV[4]: the number of fencing tokens in a holder's block
local GRACE_SECONDS = 2 -- for differences between the clocks of Python's machines
local FENCE_MILLIS = 86400000
local QUEUE_MILLIS = 3600000

local time = redis.call('time')
local now = time[1] * 1000000 + time[2]

-- Lua's own format keeps 14 digits only.
local function exact(number)
  return string.format('%.0f', number)
end

local function inbox(token)
  return INBOX .. string.sub(token, 13, 32)
end

local function isOurs(value)
  return #value == 44 and string.sub(value, 1, 12) == '99999999999.'
end

-- Returns the value of the lock, or nil if it is free. Removes a time that Python left behind and that has passed.
local function holder()
  local value = redis.call('get', KEYS[1])
  if value and not isOurs(value) and redis.call('pttl', KEYS[1]) < 0 then
    local over = tonumber(value)
    if over and (over + GRACE_SECONDS) * 1000000 < now then
      redis.call('del', KEYS[1])
      return nil
    end
  end
  return value or nil
end

-- Returns for how many milliseconds the lock is taken at most.
local function left(value)
  local millis = redis.call('pttl', KEYS[1])
  if millis < 0 then
    local over = tonumber(value)
    return over and math.max(1, math.ceil(over * 1000 - now / 1000)) or 1000
  end
  return millis
end

-- Returns the first fencing token that may be given out: it is greater than all that any holder had before.
local function nextFence()
  return math.max(tonumber(redis.call('hget', KEYS[3], 'last') or '0') + 1, now)
end

-- Makes a token the holder, with the block of fencing tokens that begins at the given number. Returns that number.
local function grant(token, millis, first)
  redis.call('set', KEYS[1], token, 'px', millis)
  redis.call('hset', KEYS[3], 'last', exact(first + ARGV[4] - 1), 'first', exact(first), 'since', exact(now))
  redis.call('pexpire', KEYS[3], FENCE_MILLIS)
  return first
end

-- Returns the first number of the holder's block; reserves another block if the fence was evicted or deleted meanwhile.
local function block()
  local first = redis.call('hget', KEYS[3], 'first')
  return first and tonumber(first) or grant(ARGV[1], ARGV[2], nextFence())
end

local function granted(first, waiting)
  return {1, exact(first), exact(now), waiting}
end

-- Hands the free lock over to the first client in the queue that can be reached, for a claim; or to the caller for its
-- whole lease, if the caller comes first. A message without a receiver shows that a client has died, and the client is
-- skipped. The block of fencing tokens begins at the given number. Returns the token that has the lock now, whether it
-- is the caller's, and how many clients still wait; nil if none waited.
local function handOver(first)
  while true do
    local token = redis.call('lpop', KEYS[2])
    if not token then
      return nil
    end
    local waiting = redis.call('llen', KEYS[2])
    if token == ARGV[1] then
      grant(token, ARGV[2], first)
      return token, true, waiting
    end
    local message = table.concat({'grant', token, exact(first), exact(now), ARGV[3], waiting, KEYS[1]}, ' ')
    if redis.call('publish', inbox(token), message) > 0 then
      grant(token, ARGV[3], first)
      return token, false, waiting
    end
  end
end

-- Puts the caller at the end of the queue, unless it is in the queue, and tells the holder that another client waits.
-- Returns the reply of acquire.lua for a caller that waits.
local function queued(value)
  local position = redis.call('lpos', KEYS[2], ARGV[1])
  if not position then
    position = redis.call('rpush', KEYS[2], ARGV[1]) - 1
  end
  if position == 0 and isOurs(value) then
    redis.call('publish', inbox(value), 'wanted ' .. value)
  end
  redis.call('pexpire', KEYS[2], QUEUE_MILLIS)
  return {0, left(value), exact(now), position}
end
