"""A reader of the floor as somebody outside would write it: from docs/floor-in-redis.md alone.

It imports nothing of the project; what it needs to know stands in that page.
"""

import contextlib
import json
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

Floor = dict[str, dict[str, dict[str, Any]]]
"""agent, waiting, contact → id → what the page's section "Keys" says of each."""

_HASHES = {"agent": "agents", "waiting": "waiting", "contact": "contacts"}


class FloorReader:
    """Follows one centre's floor."""

    def __init__(self, redis: Redis, centre: str = "demo", block: int = 50) -> None:
        """``redis`` decodes its answers; ``block``: how many ms to wait for a change (the page says 1000)."""
        self._redis = redis
        self._prefix = f"switchroom:{centre}:"
        self._block = block
        self._last: str | None = None
        self.floor: Floor = {}
        self.resyncs = 0
        self.changes = 0
        self.may_be_old = True

    async def step(self) -> None:
        """One round of the page's section "Reading it"."""
        try:
            await (self._begin() if self._last is None else self._follow())
        except (RedisError, OSError):
            self._last = None  # 4. after an error, begin again
            self.may_be_old = True

    async def _begin(self) -> None:
        """Step 1."""
        async with self._redis.pipeline(transaction=True) as together:
            for name in _HASHES.values():
                together.hgetall(self._prefix + name)
            together.xrevrange(self._prefix + "changes", "+", "-", count=1)
            *hashes, newest = await together.execute()
        for kind, cells in zip(_HASHES, hashes, strict=True):
            self.floor[kind] = {key: json.loads(value) for key, value in cells.items()}
        self._last = newest[0][0] if newest else "0-0"

    async def _follow(self) -> None:
        """Steps 2 and 3."""
        answer = await self._redis.xread({self._prefix + "changes": self._last}, block=self._block)
        if not answer:
            await self._look_at_heartbeat()
            return
        for number, change in answer[0][1]:
            self._last = number
            self.changes += 1
            if change["kind"] == "resync":
                self.resyncs += 1
                self._last = None
                return
            if change["kind"] == "closed":
                self.floor = {kind: {} for kind in _HASHES}
            elif change["value"]:
                self.floor[change["kind"]][change["key"]] = json.loads(change["value"])
            else:
                self.floor[change["kind"]].pop(change["key"], None)

    async def _look_at_heartbeat(self) -> None:
        there = await self._redis.get(self._prefix + "heartbeat") is not None
        if there and self.may_be_old:
            self._last = None
        self.may_be_old = not there

    async def heartbeat(self, name: str = "heartbeat") -> dict[str, Any] | None:
        """What the server's (or the ``guardian``'s) heartbeat says; ``None`` when there is none."""
        told = None
        with contextlib.suppress(RedisError, OSError):
            told = await self._redis.get(self._prefix + name)
        return json.loads(told) if told else None
