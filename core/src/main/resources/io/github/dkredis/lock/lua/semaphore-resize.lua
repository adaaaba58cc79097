-- Sets the size of the semaphore, and hands permits that have become free over to waiting tokens. Permits that are held
-- stay held; as long as they are more than the size, none is granted. Idempotent.
-- KEYS: see semaphore-common.lua
-- ARGV[1]: the new size
-- Reply: {refused}: 1 if the user may not publish messages
size = tonumber(ARGV[1])
redis.call('hset', SEMAPHORE, 'size', size)
expire()
handOver()
keep()
return {refused}
