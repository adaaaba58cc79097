-- Requests the fill lease of an entry after a miss. Harmless to repeat: the caller's own lease is granted again.
-- KEYS[1]: the entry; KEYS[2]: its fill lease; KEYS[3]: the set of waiting clients
-- ARGV[1]: the caller's token
-- ARGV[2]: how long the lease stands, in ms
-- ARGV[3]: the caller's client number, for notifications; empty for a refresh, which does not wait
-- ARGV[4]: an existing entry is accepted if it has more TTL left than this, in ms; empty: no existing entry is accepted
-- Reply: {1, value, PTTL in ms}: the entry exists by now
--        {2, fingerprint}: the lease is granted; a fill may replace only what has this fingerprint
--        {3, ms}: another caller holds the lease, for this time at most
--        {4}: a tombstone stands: load the entry and do not store it
local value, fingerprint = content(KEYS[1])
if value and ARGV[4] ~= '' then
  local left = redis.call('pttl', KEYS[1])
  if left == -1 or left > tonumber(ARGV[4]) then
    return {1, value, left}
  end
end
if redis.call('set', KEYS[2], 'f:' .. ARGV[1], 'nx', 'px', ARGV[2]) then
  return {2, fingerprint}
end
local lease = redis.call('get', KEYS[2])
if lease == 'f:' .. ARGV[1] then
  return {2, fingerprint}
end
local left = math.max(redis.call('pttl', KEYS[2]), 0)
if ARGV[3] ~= '' then
  redis.call('sadd', KEYS[3], ARGV[3])
  redis.call('pexpire', KEYS[3], left + 60000)
end
if isTombstone(lease) then
  return {4}
end
return {3, left}
