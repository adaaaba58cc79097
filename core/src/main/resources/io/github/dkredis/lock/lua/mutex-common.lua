-- The functions that the scripts of the mutex share. This file is put before each of them.
--
-- KEYS[1]: the lock, a string: the token of its holder, always with a TTL. A token is '99999999999.' and 32 digits, 20
--   for the client and 12 for the grant. Python's float() reads it as a time in the far future. A value without a TTL
--   is a time that Python left there.
-- KEYS[2]: the queue, a list of the waiting tokens. Each names its client, which is in the queue once. A 'p' after the
--   token marks a client that no message reaches at the moment, and that polls.
-- KEYS[3]: the fence, a hash: last (the greatest fencing token given out or reserved), first and end (the bounds of the
--   holder's block), since (when the holder got the lock); and for each client that abandoned a token lately, under the
--   client's number, the token's count and the time. Times and fences are microseconds of the server's clock, below 2^53.
-- ARGV[1]: the caller's token; ARGV[2]: its lease in milliseconds
local CLAIM_MILLIS = 500 -- the TTL of a hand-over: a client that died while it waited delays the others by this time
local POLLED_CLAIM_MILLIS = 1500 -- the same for a client that polls: several times the interval of its polls
local FENCE_BLOCK = 10000 -- the fencing tokens in a holder's block, and how far a block may run ahead of the clock
local GRACE_SECONDS = 2 -- for differences between the clocks of Python's machines
local FENCE_MILLIS = 86400000
local QUEUE_MILLIS = 3600000
local MAX_LEFT_MILLIS = 86400000 -- a time that is reported, not a TTL that is set
local ABANDONED_MICROS = 60000000 -- how long an abandoned token is remembered: longer than any request is valid

local time = redis.call('time')
local now = time[1] * 1000000 + time[2]
local mayPublish = 1

-- Lua's own format keeps 14 digits only.
local function exact(number)
  return string.format('%.0f', number)
end

local function clientOf(token)
  return string.sub(token, 13, 32)
end

local function isOurs(value)
  return #value == 44 and string.sub(value, 1, 12) == '99999999999.'
end

-- Sends a message to the client of a token. Returns how many connections received it, or nil if the user of this
-- connection has no right to publish: the script must go on all the same, since it has changed the lock already.
local function send(token, message)
  local receivers = redis.pcall('publish', inbox(clientOf(token)), message)
  if type(receivers) == 'table' then
    mayPublish = 0
    return nil
  end
  return receivers
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
    millis = over and math.ceil((over + GRACE_SECONDS) * 1000 - now / 1000) or 1000
  end
  return math.max(1, math.min(millis, MAX_LEFT_MILLIS))
end

-- Returns the bounds of the block of fencing tokens that comes next. It is greater than every block before it. As long
-- as the server keeps 'last', that is the only condition. If 'last' is lost, the block begins further ahead of the clock
-- than any earlier block ended, because a holder that has not noticed the loss goes on with its own block.
local function nextBlock()
  local last = tonumber(redis.call('hget', KEYS[3], 'last') or nil)
  if not last then
    return now + FENCE_BLOCK, now + 2 * FENCE_BLOCK - 1
  end
  local first = math.max(last + 1, now)
  return first, math.max(first, math.min(first, now) + FENCE_BLOCK - 1)
end

-- Makes a token the holder, with a block of fencing tokens. Returns the bounds of the block.
local function grant(token, millis, first, last)
  redis.call('set', KEYS[1], token, 'px', millis)
  redis.call('hset', KEYS[3], 'last', exact(last), 'first', exact(first), 'end', exact(last), 'since', exact(now))
  redis.call('pexpire', KEYS[3], FENCE_MILLIS)
  return first, last
end

-- Returns the holder's block; reserves another one if the fence was evicted or deleted meanwhile.
local function heldBlock()
  local first = redis.call('hget', KEYS[3], 'first')
  if first then
    return tonumber(first), tonumber(redis.call('hget', KEYS[3], 'end') or first)
  end
  return grant(ARGV[1], ARGV[2], nextBlock())
end

local function granted(waiting, first, last)
  return {1, exact(now), mayPublish, exact(first), exact(last), waiting}
end

-- Hands the free lock over to the first client in the queue that can be reached, for a claim; or to the caller for its
-- whole lease, if the caller comes first. A message without a receiver shows that a client has died, and the client is
-- skipped. Returns the token that has the lock now, whether it is the caller's, and how many clients still wait; nil if
-- none waited.
local function handOver(first, last)
  while true do
    local entry = redis.call('lpop', KEYS[2])
    if not entry then
      return nil
    end
    local token = string.sub(entry, 1, 44)
    local waiting = redis.call('llen', KEYS[2])
    if token == ARGV[1] then
      grant(token, ARGV[2], first, last)
      return token, true, waiting
    end
    local receivers
    if entry == token then
      receivers = send(
        token,
        table.concat({'grant2', token, exact(first), exact(last), exact(now), CLAIM_MILLIS, waiting, KEYS[1]}, ' '))
    end
    if receivers ~= 0 then -- it polls, or was told, or cannot be told and polls
      grant(token, receivers and CLAIM_MILLIS or POLLED_CLAIM_MILLIS, first, last)
      return token, false, waiting
    end
  end
end

-- Puts the caller at the end of the queue; keeps its place if it is in the queue. The mark says whether it polls.
local function enqueue(mark)
  local entry = ARGV[1] .. mark
  local position = redis.call('lpos', KEYS[2], entry)
  if not position then
    local other = ARGV[1] .. (mark == '' and 'p' or '')
    if redis.call('lpos', KEYS[2], other) then
      redis.call('linsert', KEYS[2], 'before', other, entry)
      redis.call('lrem', KEYS[2], 1, other)
      position = redis.call('lpos', KEYS[2], entry)
    else
      position = redis.call('rpush', KEYS[2], entry) - 1
    end
  end
  redis.call('pexpire', KEYS[2], QUEUE_MILLIS)
  return position
end

-- Returns the reply for a caller that does not get the lock.
local function taken(value, position, reachable)
  return {0, exact(now), mayPublish, left(value), position, reachable, value}
end
