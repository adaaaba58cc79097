-- Releases the lock whoever holds it, tells the holder, and hands the lock over to the first client in the queue.
-- KEYS: see mutex-common.lua; ARGV[1]: ''
-- Reply: 1 if the lock was held, else 0
local value = holder()
if not value then
  return 0
end
redis.call('del', KEYS[1])
if isOurs(value) then
  send(value, 'lost ' .. value)
end
handOver(nextBlock())
return 1
