"""Entries: what the directory keeps of one customer."""

import msgspec

from ivr.telephony.customers import Customer


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A customer and all his numbers, each in its one form (``ivr.telephony.numbers``)."""

    customer: Customer
    numbers: tuple[str, ...] = ()


class NumberTakenError(Exception):
    """The number is another customer's: whose, and what to do."""

    def __init__(self, number: str, owner: str) -> None:
        super().__init__(number, owner)
        self.number = number
        self.owner = owner

    def __str__(self) -> str:
        return f"the number {self.number} is customer {self.owner}'s; take it from him first"
