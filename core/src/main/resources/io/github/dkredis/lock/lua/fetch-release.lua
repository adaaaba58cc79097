-- Ends a fetch if it is still the caller's, and sends a message to every waiting client. Idempotent.
-- KEYS[1]: the lock; KEYS[2]: the waiting clients, a set of their numbers; ARGV[1]: the caller's token
-- Reply: 1 if the fetch was the caller's, else 0
-- A user without the right to a channel ends the fetch as well; the waiting clients find out at their next poll.
if redis.call('get', KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('del', KEYS[1])
for _, client in ipairs(redis.call('smembers', KEYS[2])) do
  redis.pcall('publish', inbox(client), 'fetched ' .. KEYS[1])
end
redis.call('del', KEYS[2])
return 1
