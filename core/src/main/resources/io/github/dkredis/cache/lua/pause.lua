-- Ends the fill leases of refreshes that failed. No client refreshes the entries for a time; loads after a miss are not
-- held up. The number of failures is remembered for as long again, so that the pauses grow. Harmless to repeat.
-- KEYS, three for each entry: the entry; its fill lease; the set of waiting clients
-- ARGV[1]: the caller's token
-- then two for each entry: how many refreshes have failed by now, and the pause in ms
-- Reply: how many of the leases were the caller's
local ended = 0
for i = 1, #KEYS, 3 do
  local n = (i - 1) / 3
  if redis.call('get', KEYS[i + 1]) == 'f:' .. ARGV[1] then
    local failures, pause = ARGV[2 + 2 * n], ARGV[3 + 2 * n]
    redis.call('set', KEYS[i + 1], 'b:' .. failures .. ':' .. pause, 'px', 2 * tonumber(pause))
    notifyAll(KEYS[i], KEYS[i + 2])
    ended = ended + 1
  end
end
return ended
