-- Acquires the lock, or enters the queue for it. Idempotent: a token that has the lock, or is in the queue, is told so
-- again.
-- KEYS and ARGV: see mutex-common.lua; ARGV[3]: the server's time after which the request is refused: bytes that a dead
-- connection delivers late must not take a lock; ARGV[4]: 'push' to wait in the queue for a message, 'poll' to wait there
-- without one, 'try' not to wait
-- Reply: {1, server time, 1 if messages may be published, first fencing token, last, waiting clients} if the token has
--   the lock; {-2, server time, 1} if the request came too late or its token was abandoned before; else {0, server time,
--   1 if messages may be published, milliseconds until the TTL ends, clients ahead in the queue, 1 if the holder was told
--   that a client waits, the value of the lock}
local abandoned = redis.call('hget', KEYS[3], clientOf(ARGV[1]))
if now > tonumber(ARGV[3]) or abandoned and string.sub(ARGV[1], 33) <= string.sub(abandoned, 1, 12) then
  return {-2, exact(now), mayPublish}
end
local value = holder()
if value == ARGV[1] then
  redis.call('pexpire', KEYS[1], ARGV[2])
  return granted(redis.call('llen', KEYS[2]), heldBlock())
end
if not value and redis.call('exists', KEYS[2]) == 0 then
  return granted(0, grant(ARGV[1], ARGV[2], nextBlock()))
end
local position = 0
if ARGV[4] ~= 'try' then
  position = enqueue(ARGV[4] == 'poll' and 'p' or '')
end
if not value then -- the lock is free, but other clients were first; the queue is served in its order
  local first, last = nextBlock()
  local token, isCaller, waiting = handOver(first, last)
  if isCaller then
    return granted(waiting, first, last)
  elseif not token then -- no client in the queue can be reached any more
    return granted(0, grant(ARGV[1], ARGV[2], first, last))
  end
  value = token
  position = math.max(0, position - 1)
end
local reachable = 0
if ARGV[4] ~= 'try' and isOurs(value) then
  local receivers = send(value, 'wanted ' .. value)
  reachable = receivers and receivers > 0 and 1 or 0
end
return taken(value, position, reachable)
