-- Requests the fill leases of entries after a miss. Harmless to repeat: the caller's own lease is granted again.
-- KEYS, three for each entry: the entry; its fill lease; the set of waiting clients
-- ARGV[1]: the caller's token
-- ARGV[2]: how long a lease stands, in ms
-- ARGV[3]: the caller's client number, for notifications
-- ARGV[4]: an existing entry is accepted if it has more TTL left than this, in ms, or if it is a remembered failure;
--   empty: no existing entry is accepted
-- Reply, three elements for each entry:
--   1, value, PTTL in ms: the entry exists by now
--   2, fingerprint, 0: the lease is granted; a fill may replace only what has this fingerprint
--   3, '', ms: another caller holds the lease, for this time at most
--   4, '', 0: a tombstone stands: load the entry and do not store it
local reply = {}
local function answer(kind, text, number)
  reply[#reply + 1] = kind
  reply[#reply + 1] = text
  reply[#reply + 1] = number
end
local mine = 'f:' .. ARGV[1]
for i = 1, #KEYS, 3 do
  local entry, fill, waiters = KEYS[i], KEYS[i + 1], KEYS[i + 2]
  local value, otherType = content(entry)
  local left = value and ARGV[4] ~= '' and redis.call('pttl', entry)
  if left and (left == -1 or left > tonumber(ARGV[4]) or string.sub(value, 1, 4) == '\255dkf') then
    answer(1, value, left)
  elseif redis.call('set', fill, mine, 'nx', 'px', ARGV[2]) then
    answer(2, fingerprint(value, otherType), 0)
  else
    local lease = redis.call('get', fill)
    if isPause(lease) then
      redis.call('set', fill, mine, 'px', ARGV[2])
      lease = mine
    end
    if lease == mine then
      answer(2, fingerprint(value, otherType), 0)
    else
      local rest = math.max(redis.call('pttl', fill), 0)
      redis.call('sadd', waiters, ARGV[3])
      redis.call('pexpire', waiters, rest + 60000)
      answer(isTombstone(lease) and 4 or 3, '', rest)
    end
  end
end
return reply
