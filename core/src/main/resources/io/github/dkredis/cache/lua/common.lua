-- What the scripts of a cache share. An entry has two companions:
-- the fill lease: 'f:' and the token of who loads the entry (its first 20 digits are the client's number); or a tombstone,
--   't:' and the tokens of those who change the entry's source, with commas between them: nothing is stored meanwhile;
-- who waits: a set of the numbers of clients that are to be told when something has changed.
local function tell(client, entry)
  redis.call('publish', INBOX .. client, 'cache ' .. entry)
end
local function tellAll(entry, waiters)
  local clients = redis.call('smembers', waiters)
  if #clients > 0 then
    redis.call('del', waiters)
    for _, client in ipairs(clients) do
      tell(client, entry)
    end
  end
end
local function isTombstone(lease)
  return lease and string.sub(lease, 1, 2) == 't:'
end
-- Takes the fill lease away from who has it, and says so; a tombstone stays. Answers what is left.
local function void(entry, fill, waiters)
  local lease = redis.call('get', fill)
  if lease and not isTombstone(lease) then
    redis.call('del', fill)
    tell(string.sub(lease, 3, 22), entry)
    lease = false
  end
  tellAll(entry, waiters)
  return lease
end
-- The value (false: none, or of another type) and what it is known by.
local function content(entry)
  local value = redis.pcall('get', entry)
  if type(value) == 'table' then
    return false, 'other'
  end
  return value, value and redis.sha1hex(value) or ''
end
