"""Numbers outside the house that agents may reach, as ``centre.yaml`` has them."""

from typing import Annotated

from pydantic import Field

from ivr.dialplan.document import Document, Name
from ivr.dialplan.patterns import Pattern, matches

_SIGNS = frozenset("0123456789+*#")
"""What a telephone can dial."""


class Outside(Document):
    """Which numbers may be called for an agent, over which trunk and how often.

    ``per_hour`` is for each agent alone; ``total_per_hour`` for all calls to the outside together, those
    of dialplans too.
    """

    trunk: Name
    allowed: tuple[Pattern, ...] = ()
    per_hour: Annotated[int, Field(ge=0, le=10_000)] = 30
    total_per_hour: Annotated[int, Field(ge=0, le=1_000_000)] = 1000

    def allows(self, number: str) -> bool:
        """Whether an agent may have the number called.

        One with other signs in it is not: they are left out when it is dialled, so that what is dialled
        would be another number than the one that was allowed.
        """
        return (
            bool(number)
            and _SIGNS.issuperset(number)
            and any(matches(pattern, number) for pattern in self.allowed)
        )
