"""A part of the house that falls is begun again, and one that ends has ended."""

import pytest

from ivr.server import parts
from ivr.server.parts import kept_alive


async def test_a_part_that_falls_is_begun_again_until_it_ends_by_itself(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parts, "SECONDS_BETWEEN_TRIES", 0.0)
    begun = []

    async def part() -> None:
        begun.append(len(begun))
        if len(begun) < 3:
            raise ValueError("a fault of ours")

    await kept_alive(part)
    assert begun == [0, 1, 2]
