-- Keeps the greater or the smaller of a value and the key's current value. An existing key keeps its TTL.
-- KEYS[1]: the key
-- ARGV[1]: 'max' or 'min'; ARGV[2]: 'number' or 'bytes', the way to compare; ARGV[3]: the value;
-- ARGV[4]: the TTL of a new key in milliseconds, or '' for none
-- Reply: {the key's value now}; {} if numbers are compared and the key holds text that is not a number
--
-- Numbers are compared digit by digit, because Lua's numbers have 53 bits only. Bytes are compared one by one, because
-- Lua's comparison of strings follows the locale of the server.

-- Returns the sign (-1, 0 or 1), the exponent of the first digit, and the digits without leading and trailing zeros; or
-- nil if the text is not a number.
local function parse(text)
  if #text > 1200 then -- longer than programs write numbers; bounds the cost of the patterns below
    return nil
  end
  local sign, body = string.match(text, '^%s*([+-]?)(.-)%s*$')
  sign = sign == '-' and -1 or 1
  local lower = string.lower(body)
  if lower == 'inf' or lower == 'infinity' then
    return sign, math.huge, '1'
  end
  local whole, fraction, exponent = string.match(lower, '^(%d*)%.?(%d*)(.*)$')
  if whole .. fraction == '' then
    return nil
  end
  if exponent == '' then
    exponent = 0
  else
    exponent = string.match(exponent, '^e([+-]?%d+)$')
    if not exponent or #exponent > 10 then
      return nil
    end
    exponent = tonumber(exponent)
  end
  local digits = whole .. fraction
  local zeros = #string.match(digits, '^0*')
  digits = string.match(string.sub(digits, zeros + 1), '^(.-)0*$')
  if digits == '' then
    return 0, 0, ''
  end
  return sign, #whole - zeros + exponent, digits
end

local function bytesLess(a, b)
  local length = math.min(#a, #b)
  local i = 1
  while i <= length do
    local last = math.min(i + 63, length)
    if string.sub(a, i, last) == string.sub(b, i, last) then
      i = last + 1
    else
      while string.byte(a, i) == string.byte(b, i) do
        i = i + 1
      end
      return string.byte(a, i) < string.byte(b, i)
    end
  end
  return #a < #b
end

local function numberLess(a, b)
  local signA, exponentA, digitsA = parse(a)
  local signB, exponentB, digitsB = parse(b)
  if signA ~= signB then
    return signA < signB
  end
  if signA < 0 then
    exponentA, exponentB = exponentB, exponentA
    digitsA, digitsB = digitsB, digitsA
  end
  if exponentA ~= exponentB then
    return exponentA < exponentB
  end
  return bytesLess(digitsA, digitsB)
end

local current = redis.call('get', KEYS[1])
local value = ARGV[3]
if current then
  local less = bytesLess
  if ARGV[2] == 'number' then
    if not parse(current) then
      return {}
    end
    less = numberLess
  end
  local replace
  if ARGV[1] == 'max' then
    replace = less(current, value)
  else
    replace = less(value, current)
  end
  if not replace then
    return {current}
  end
end
if current or ARGV[4] == '' then
  redis.call('set', KEYS[1], value, 'keepttl')
else
  redis.call('set', KEYS[1], value, 'px', ARGV[4])
end
return {value}
