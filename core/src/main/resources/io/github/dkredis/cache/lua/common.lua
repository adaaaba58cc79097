-- Functions that several scripts share. An entry has two companions:
-- its fill lease: 'f:' and the token of the caller that loads the entry (the token's first 20 digits are the client's
--   number); or, under the same key, its tombstones: 't:' and the tokens of the callers that change the entry's source,
--   separated by commas, with a comma before the first one if another caller has changed the entry since; or the pause after failed refreshes: 'b:', their number, ':' and the pause in ms;
-- its set of waiting clients: the numbers of the clients to notify when the entry or its fill lease has changed.
-- A message is lost if the Redis user may not publish; waiting clients poll as well.
local function notify(client, entry)
  redis.pcall('publish', inbox(client), 'cache ' .. entry)
end
local function notifyAll(entry, waiters)
  local clients = redis.call('smembers', waiters)
  if #clients > 0 then
    redis.call('del', waiters)
    for _, client in ipairs(clients) do
      notify(client, entry)
    end
  end
end
local function isTombstone(lease)
  return lease and string.sub(lease, 1, 2) == 't:'
end
local function isPause(lease)
  return lease and string.sub(lease, 1, 2) == 'b:'
end
-- Voids the running load: takes the fill lease away from its holder, and notifies it and the waiting clients.
-- Tombstones stay; returns them, or false if none stands.
local function void(entry, fill, waiters)
  local lease = redis.call('get', fill)
  if lease and not isTombstone(lease) then
    redis.call('del', fill)
    if not isPause(lease) then
      notify(string.sub(lease, 3, 22), entry)
    end
    lease = false
  end
  notifyAll(entry, waiters)
  return lease
end
-- The tombstones that stand after another caller's change: no caller's value is known to be the newest one.
local function contested(tombstones)
  return string.sub(tombstones, 3, 3) == ',' and tombstones or 't:,' .. string.sub(tombstones, 3)
end
-- Voids the running load for a change that has no tombstone of its own.
local function change(entry, fill, waiters)
  local tombstones = void(entry, fill, waiters)
  if tombstones then
    redis.call('set', fill, contested(tombstones), 'keepttl')
  end
end
-- Returns the value, or false if the entry is missing or of another Redis type; and whether it is of another type.
local function content(entry)
  local value = redis.pcall('get', entry)
  if type(value) == 'table' then
    return false, true
  end
  return value, false
end
-- What a fill may replace: nothing (empty), a key of another type, or the value with this digest.
local function fingerprint(value, otherType)
  if otherType then
    return 'other'
  end
  return value and redis.sha1hex(value) or ''
end
