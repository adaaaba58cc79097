-- Removes the caller's token from the queue, or releases the lock if the token was granted it meanwhile; and remembers
-- that the token is abandoned, so that a late copy of its request is refused. Idempotent.
-- KEYS and ARGV: see mutex-common.lua
-- Reply: 1 if the token was in the queue or had the lock, else 0
local found = 0
if redis.call('get', KEYS[1]) == ARGV[1] then
  redis.call('del', KEYS[1])
  handOver(nextBlock())
  found = 1
else
  found = redis.call('lrem', KEYS[2], 1, ARGV[1]) + redis.call('lrem', KEYS[2], 1, ARGV[1] .. 'p')
end
-- Protected calls: neither a full server nor a missing right may undo the release.
local all = redis.pcall('hgetall', KEYS[3])
for i = 1, #all, 2 do
  local since = #all[i] == 20 and tonumber(string.match(all[i + 1], ' (%d+)$'))
  if since and since < now - ABANDONED_MICROS then
    redis.pcall('hdel', KEYS[3], all[i])
  end
end
redis.pcall('hset', KEYS[3], clientOf(ARGV[1]), string.sub(ARGV[1], 33) .. ' ' .. exact(now))
if redis.call('pttl', KEYS[3]) == -1 then
  redis.pcall('pexpire', KEYS[3], FENCE_MILLIS)
end
return found > 0 and 1 or 0
