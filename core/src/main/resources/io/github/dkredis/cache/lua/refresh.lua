-- Requests the fill leases of entries that are still served, to refresh them. An entry that has changed since the
-- caller read it needs no refresh any more: so one caller of all clients refreshes it. Harmless to repeat.
-- KEYS, three for each entry: the entry; its fill lease; the set of waiting clients
-- ARGV[1]: the caller's token; ARGV[2]: how long a lease stands, in ms
-- then two for each entry: the fingerprint of the value that the caller has read, and its PTTL at that time, in ms
-- Reply, a number for each entry: from 0: the lease is granted, after so many refreshes that failed; negative: denied,
--   and asking again is useless for this time, in ms
local reply = {}
local mine = 'f:' .. ARGV[1]
for i = 1, #KEYS, 3 do
  local n = (i - 1) / 3
  local entry, fill = KEYS[i], KEYS[i + 1]
  local answer = -1
  if fingerprint(content(entry)) == ARGV[3 + 2 * n]
    and redis.call('pttl', entry) <= tonumber(ARGV[4 + 2 * n]) then
    local lease = redis.call('get', fill)
    if not lease or lease == mine then
      redis.call('set', fill, mine, 'px', ARGV[2])
      answer = 0
    elseif isPause(lease) then
      local failures, pause = string.match(lease, '^b:(%d+):(%d+)$')
      local rest = redis.call('pttl', fill) - tonumber(pause)
      if rest > 0 then
        answer = -rest
      else
        redis.call('set', fill, mine, 'px', ARGV[2])
        answer = tonumber(failures)
      end
    end
  end
  reply[n + 1] = answer
end
return reply
