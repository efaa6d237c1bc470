"""What the floor's writer has Redis do, as two scripts that run whole or not at all.

Both are fenced by a generation.  A Redis that stood still serves, when it wakes, what was sent to
it before; a write of an earlier generation then comes too late and must change nothing.
"""

from typing import NamedTuple

LIFETIME_SECONDS = 3600
"""How long the keys outlive their writer."""

HEARTBEAT_SECONDS = 5
"""How long the heartbeat outlives its writer."""

CHANGES_KEPT = 10_000
"""About how many of the last changes the stream holds."""


class Keys(NamedTuple):
    """The names of a centre's keys, in the order in which the scripts take them."""

    agents: str
    waiting: str
    contacts: str
    changes: str
    heartbeat: str
    writer: str


GUARDIAN = "guardian"
"""The name of the key of the guardian's heartbeat, which no script touches."""


def key_of(centre: str, name: str) -> str:
    """The key of a centre by its last word."""
    return f"switchroom:{centre}:{name}"


def keys_of(centre: str) -> Keys:
    """The keys of a centre."""
    return Keys(*(key_of(centre, name) for name in Keys._fields))


_BREATHE = f"""
redis.call('SET', KEYS[5], ARGV[2], 'EX', {HEARTBEAT_SECONDS})
for key = 1, 4 do redis.call('EXPIRE', KEYS[key], {LIFETIME_SECONDS}) end
redis.call('EXPIRE', KEYS[6], {LIFETIME_SECONDS})
"""

REWRITE = f"""
local generation = tonumber(redis.call('GET', KEYS[6]) or '0')
if tonumber(ARGV[1]) <= generation then return generation end
redis.call('SET', KEYS[6], ARGV[1])
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
for at = 4, #ARGV, 3 do redis.call('HSET', KEYS[tonumber(ARGV[at])], ARGV[at + 1], ARGV[at + 2]) end
redis.call('XADD', KEYS[4], 'MAXLEN', '~', {CHANGES_KEPT}, '*', 'kind', 'resync')
{_BREATHE}
return 0
"""
"""Write the whole floor.  ARGV: generation, heartbeat, lengths, then (key number, field, value) each.

Answers 0 when done, or the generation that is there already and must be surpassed.
"""

CHANGE = f"""
if redis.call('GET', KEYS[6]) ~= ARGV[1] then return 0 end
local kinds = {{'agent', 'waiting', 'contact'}}
for at = 4, #ARGV, 3 do
  local number, field, value = tonumber(ARGV[at]), ARGV[at + 1], ARGV[at + 2]
  if value == '' then redis.call('HDEL', KEYS[number], field)
  else redis.call('HSET', KEYS[number], field, value) end
  redis.call('XADD', KEYS[4], 'MAXLEN', '~', {CHANGES_KEPT}, '*',
    'kind', kinds[number], 'key', field, 'value', value)
end
{_BREATHE}
if ARGV[3] == '' then return 1 end
local lengths = {{}}
for key = 1, 3 do lengths[key] = redis.call('HLEN', KEYS[key]) end
return table.concat(lengths, ' ') == ARGV[3] and 1 or 0
"""
"""Write changes.  ARGV: generation, heartbeat, lengths, then (key number, field, value) each; no value: gone.

``lengths`` are those that the three hashes must have then (``3 0 1``), empty where that is not known yet.
Answers 1 when done, 0 when the floor in Redis is not ours any longer, or has holes (a Redis that was short
of memory gives single keys away), and must be written anew.
"""

CLOSE = """
if redis.call('GET', KEYS[6]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[5], KEYS[6])
redis.call('XADD', KEYS[4], '*', 'kind', 'closed')
return 1
"""
"""Take the floor away.  ARGV: generation."""
