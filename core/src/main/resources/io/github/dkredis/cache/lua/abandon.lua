-- Ends fill leases without values and notifies the waiting clients, so that another client loads. Harmless to repeat.
-- KEYS, three for each entry: the entry; its fill lease; the set of waiting clients
-- ARGV, one for each entry: the caller's token
-- Reply: how many of the leases were the caller's
local ended = 0
for i = 1, #KEYS, 3 do
  if redis.call('get', KEYS[i + 1]) == 'f:' .. ARGV[(i + 2) / 3] then
    redis.call('del', KEYS[i + 1])
    notifyAll(KEYS[i], KEYS[i + 2])
    ended = ended + 1
  end
end
return ended
