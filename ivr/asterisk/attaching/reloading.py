"""Reloading: Asterisk reads anew what was changed, and nothing else; no call is touched by it."""

from ivr.asterisk.attaching.console import Console

_COMMANDS = {
    "http.conf": "module reload http",
    "manager.conf": "manager reload",
    "ari.conf": "module reload res_ari.so",
    "musiconhold.conf": "moh reload",
    "queues.conf": "queue reload parameters switchroom-fallback",
    "extensions.conf": "dialplan reload",
}


async def reload(console: Console, kinds: tuple[str, ...]) -> None:
    """Have our files of these names read, in this order.  Raises AttachError."""
    for kind in kinds:
        await console.says(_COMMANDS[kind])


async def callers_inside(console: Console) -> int:
    """How many calls are in our contexts at this moment.  Raises AttachError."""
    said = await console.says("core show channels concise")
    return sum(line.split("!")[1:2] in _OURS for line in said.splitlines())


async def forget_members(console: Console) -> None:
    """Take from Asterisk's database who was in our queue, where its queues remember that."""
    if "/switchroom-fallback" in await console.says("database show Queue"):
        await console.says("database del Queue/PersistentMembers switchroom-fallback")


_OURS = [["switchroom-arrivals"], ["switchroom-fallback"]]
