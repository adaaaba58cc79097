-- Asks for an entry after a miss: it may be there by now, be loaded by somebody else, or be the caller's to load.
-- Harmless to repeat.
-- KEYS[1]: the entry; KEYS[2]: the fill lease; KEYS[3]: who waits
-- ARGV[1]: the caller's token; ARGV[2]: the fill lease in milliseconds
-- ARGV[3]: the caller's client number, to be told of changes; empty for a refresh, which does not wait
-- ARGV[4]: an entry with no more than so many milliseconds left counts as none; empty: every entry counts as none
-- Reply: {1, value, PTTL}: there it is; {2, fingerprint}: load it, and fill over just this;
--        {3, milliseconds}: somebody loads it, for so long at most; {4}: load it, but do not store it
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
