-- Gives back the permits of a token, or removes it from the queue. Hands what is free over to the next tokens. Idempotent.
-- KEYS: see semaphore-common.lua
-- ARGV[1]: the token; ARGV[2]: the last fencing token that was used, or '' if the whole block may have been
-- Reply: {1, refused} if the token had permits, else {0, refused}; refused is 1 if the user may not publish messages
local had = free(ARGV[1], tonumber(ARGV[2]))
if not had then
  redis.call('lrem', QUEUE, 1, ARGV[1])
  redis.call('hdel', WAITING, ARGV[1])
end
if size then
  expire()
  handOver()
  keep()
end
return {had and 1 or 0, refused}
