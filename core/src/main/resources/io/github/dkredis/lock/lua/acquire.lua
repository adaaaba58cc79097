-- Takes the lock, or waits for it in the queue. Harmless to repeat: who has it or waits already is told so again.
-- KEYS and ARGV: as in mutex-common.lua
-- Reply: {1, first fencing number, server time, how many wait} or {0, milliseconds to the TTL's end, server time, position}
local value = holder()
if value == ARGV[1] then
  redis.call('pexpire', KEYS[1], ARGV[2])
  return granted(block(), redis.call('llen', KEYS[2]))
end
if not value then
  if redis.call('exists', KEYS[2]) == 0 then
    return granted(grant(ARGV[1], ARGV[2], nextFence()), 0)
  end
  -- free, but others were first: the queue is served in its order
  if not redis.call('lpos', KEYS[2], ARGV[1]) then
    redis.call('rpush', KEYS[2], ARGV[1])
  end
  local first = nextFence()
  local token, mine, waiting = handOver(first)
  if mine then
    return granted(first, waiting)
  end
  value = token or ''
end
return queued(value)
