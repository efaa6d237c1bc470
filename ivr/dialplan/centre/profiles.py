"""Profiles: how different callers are spoken to, without a dialplan of their own."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from ivr.dialplan.centre.agents import Line
from ivr.dialplan.document import Document
from ivr.telephony.customers import Customer


class Profile(Document):
    """One manner of speaking to callers: those of these tiers and tags, and those to whom a rule gives it.

    ``pace`` is how fast prompts are spoken (1 is as fast as ever), ``patience`` by how much waits for keys
    are longer, ``extra_tries`` how many more they have, ``confirm`` that numbers are always read back.
    """

    tiers: tuple[Line, ...] = ()
    tags: tuple[Line, ...] = ()
    pace: Annotated[float, Field(ge=0.5, le=1)] = 1
    patience: Annotated[float, Field(ge=1, le=5)] = 1
    extra_tries: Annotated[int, Field(ge=0, le=5)] = 0
    confirm: bool = False


ORDINARY = Profile()
"""How everybody is spoken to who has no profile."""


def profile_of(customer: Customer, profiles: Mapping[str, Profile]) -> str:
    """The name of the first profile that is this customer's; empty when none is."""
    for name, profile in profiles.items():
        if customer.tier in profile.tiers or set(customer.tags) & set(profile.tags):
            return name
    return ""
