-- The functions that the scripts of the semaphore share. This file is put before each of them.
--
-- KEYS[1]: the semaphore, a hash: size (its permits), taken (the permits that are held), made (the slots 0 to made - 1
--   have been used), g:<token> (the first fencing token of a holder's block, and its slots), f:<slot> (the greatest
--   fencing token of the slot that was given out or reserved)
-- KEYS[2]: the deadlines, a sorted set: each holder's token by the time at which its permits return
-- KEYS[3]: the free slots below made, a sorted set: each slot by its number
-- KEYS[4]: the queue, a list of the waiting tokens
-- KEYS[5]: what they wait for, a hash: "permits mode time-of-the-last-request lease-in-ms" of each waiting token. In the
--   mode push a message tells the client of its grant; in the mode poll the client asks again after POLL_MILLIS.
-- All keys have a TTL. Times and fencing tokens are microseconds of the server's clock, below 2^53. A token is
-- '99999999999.' and 32 digits, the first 20 of which are the client's number.
local BLOCK = 256 -- the fencing tokens that a holder may give out, one to each caller to which it passes its slot
local CLAIM_MILLIS = 500 -- the lease of a hand-over, until the new holder renews it
local POLL_MILLIS = 250
local DAY_MILLIS = 86400000
local HOUR_MILLIS = 3600000
local SEMAPHORE, DEADLINES, FREE, QUEUE, WAITING = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]

local time = redis.call('time')
local now = time[1] * 1000000 + time[2]
local counts = redis.call('hmget', SEMAPHORE, 'size', 'taken', 'made')
local size = tonumber(counts[1] or nil)
local taken = tonumber(counts[2] or '0')
local made = tonumber(counts[3] or '0')
local refused = 0 -- 1 if the user may not publish

-- Lua's own format keeps 14 digits only.
local function exact(number)
  return string.format('%.0f', number)
end

-- Restarts the TTLs, except those of the queue; at the end of every script that writes.
local function keep()
  local last = redis.call('zrange', DEADLINES, -1, -1, 'withscores')
  local held = last[2] and math.max(0, math.ceil((tonumber(last[2]) - now) / 1000)) or 0
  redis.call('pexpire', SEMAPHORE, held + DAY_MILLIS)
  redis.call('pexpire', DEADLINES, held + DAY_MILLIS)
  redis.call('pexpire', FREE, held + DAY_MILLIS)
end

-- Adds a token to the end of the queue, unless it is there, and restarts the TTLs of the queue. Every waiting client asks
-- again long before they end.
local function enter(token, count, mode, millis)
  if not redis.call('lpos', QUEUE, token) then
    redis.call('rpush', QUEUE, token)
  end
  redis.call('hset', WAITING, token, table.concat({count, mode, exact(now), millis}, ' '))
  redis.call('pexpire', QUEUE, HOUR_MILLIS)
  redis.call('pexpire', WAITING, HOUR_MILLIS)
end

-- Returns how many clients a message has reached. A user without the right to the channel counts as 1: the client finds
-- out by itself.
local function publish(token, message)
  local reached = redis.pcall('publish', inbox(string.sub(token, 13, 32)), message)
  if type(reached) == 'table' then
    refused = 1
    return 1
  end
  return reached
end

-- Returns the first number and the slots of a holder's grant, or nil.
local function grantOf(token)
  local grant = redis.call('hget', SEMAPHORE, 'g:' .. token)
  if not grant then
    return nil
  end
  local first, slots = string.match(grant, '^(%d+) ([%d,]+)$')
  return tonumber(first), slots
end

-- Frees the slots of a token. The deletion comes first: a server at its maxmemory refuses a script whose first write
-- needs memory. Returns whether the token had any.
local function free(token, used)
  local first, slots = grantOf(token)
  if not first then
    return false
  end
  redis.call('hdel', SEMAPHORE, 'g:' .. token)
  redis.call('zrem', DEADLINES, token)
  local count = 0
  for slot in string.gmatch(slots, '%d+') do
    redis.call('zadd', FREE, slot, slot)
    if used then
      redis.call('hset', SEMAPHORE, 'f:' .. slot, exact(used)) -- the rest of the block was not given out
    end
    count = count + 1
  end
  taken = redis.call('hincrby', SEMAPHORE, 'taken', -count)
  return true
end

-- Frees the slots of holders whose deadline has passed.
local function expire()
  for _, token in ipairs(redis.call('zrangebyscore', DEADLINES, '-inf', exact(now), 'limit', 0, 1000)) do
    if not free(token) then
      redis.call('zrem', DEADLINES, token)
    end
  end
end

-- Returns free slots, the lowest first; there must be enough.
local function pick(count)
  local slots = {}
  for _, slot in ipairs(redis.call('zrange', FREE, 0, count - 1)) do
    if tonumber(slot) < size then
      slots[#slots + 1] = slot
    end
  end
  while #slots < count do
    slots[#slots + 1] = exact(made)
    made = made + 1
  end
  return slots
end

-- Returns the first fencing token for slots: greater than all that holders of these slots had before. A slot without
-- a fence may have lost it with its holder still at work, whose block may be a little ahead of the clock.
local function nextFence(slots)
  local first = now
  for _, slot in ipairs(slots) do
    local last = tonumber(redis.call('hget', SEMAPHORE, 'f:' .. slot) or nil)
    first = math.max(first, last and last + 1 or now + 2 * BLOCK)
  end
  return first
end

-- Gives a block of fencing tokens to a holder, and sets other fields of the semaphore.
local function reserve(token, slots, first, ...)
  for _, slot in ipairs(slots) do
    redis.call('hset', SEMAPHORE, 'f:' .. slot, exact(first + BLOCK - 1))
  end
  redis.call('hset', SEMAPHORE, 'g:' .. token, exact(first) .. ' ' .. table.concat(slots, ','), ...)
end

-- Makes a token the holder of slots. The deletion is not the first write: a server at its maxmemory would then not refuse
-- the others.
local function grant(token, slots, first, millis)
  reserve(token, slots, first, 'made', made)
  for _, slot in ipairs(slots) do
    redis.call('zrem', FREE, slot)
  end
  redis.call('zadd', DEADLINES, exact(now + millis * 1000), token)
  taken = redis.call('hincrby', SEMAPHORE, 'taken', #slots)
end

local function granted(first, slots)
  return {1, exact(now), refused, exact(first), exact(first + BLOCK - 1), slots}
end

-- Whether the client of a waiting token can still be reached.
local function isAlive(token, mode, seen)
  if mode == 'push' then
    return publish(token, 'permit-recheck ' .. token) > 0
  end
  return now - tonumber(seen) < 8 * POLL_MILLIS * 1000
end

-- Hands free slots over to the tokens at the head of the queue, in its order: the head waits until there are enough for
-- it. A token whose client cannot be reached any more is skipped.
local function handOver(own, ownMillis)
  while true do
    local token = redis.call('lindex', QUEUE, 0)
    if not token then
      return
    end
    local count, mode, seen, lease = string.match(redis.call('hget', WAITING, token) or '', '^(%d+) (%a+) (%d+) (%d+)$')
    count = tonumber(count)
    local isFirst = count and count <= size -- else it waits for more than there is since the size has changed
    if isFirst and count > size - taken and (size <= taken or token == own or isAlive(token, mode, seen)) then
      return
    end
    redis.call('lpop', QUEUE)
    redis.call('hdel', WAITING, token)
    if not isFirst then
      publish(token, 'permit-recheck ' .. token)
    elseif count <= size - taken then
      local slots = pick(count)
      local first = nextFence(slots)
      if token == own then
        grant(token, slots, first, ownMillis)
      else
        local claim = mode == 'push' and math.min(tonumber(lease), CLAIM_MILLIS) or 6 * POLL_MILLIS
        local message = table.concat({'permit', token, exact(first), exact(first + BLOCK - 1), exact(now), claim,
          table.concat(slots, ','), SEMAPHORE}, ' ')
        if mode == 'poll' or publish(token, message) > 0 then
          grant(token, slots, first, claim)
        end
      end
    end
  end
end
