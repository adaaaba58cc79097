-- Functions that several scripts share. An entry has two companions:
-- its fill lease: 'f:' and the token of the caller that loads the entry (the token's first 20 digits are the client's
--   number); or, under the same key, its tombstones: 't:' and the tokens of the callers that change the entry's source,
--   separated by commas;
-- its set of waiting clients: the numbers of the clients to notify when the entry or its fill lease has changed.
local function notify(client, entry)
  redis.call('publish', INBOX .. client, 'cache ' .. entry)
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
-- Voids the running load: takes the fill lease away from its holder, and notifies it and the waiting clients.
-- Tombstones stay; returns them, or false if none stands.
local function void(entry, fill, waiters)
  local lease = redis.call('get', fill)
  if lease and not isTombstone(lease) then
    redis.call('del', fill)
    notify(string.sub(lease, 3, 22), entry)
    lease = false
  end
  notifyAll(entry, waiters)
  return lease
end
-- Returns the value (false if the entry is missing or of another Redis type) and its fingerprint.
local function content(entry)
  local value = redis.pcall('get', entry)
  if type(value) == 'table' then
    return false, 'other'
  end
  return value, value and redis.sha1hex(value) or ''
end
