"""Customers as the HTTP API asks the house for them and shows them."""

from collections.abc import Sequence
from typing import Protocol

from pydantic import BaseModel, ConfigDict


class CustomerView(BaseModel):
    """A customer; ``numbers`` each in one form whatever its spelling."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    tier: str
    tags: tuple[str, ...]
    language: str
    agent: str
    starred: bool
    numbers: tuple[str, ...]


class NoNumber(Exception):  # noqa: N818 - it says what is wrong
    """A number that is none, or another customer's (``owner``)."""

    def __init__(self, number: str, owner: str = "") -> None:
        self.number = number
        self.owner = owner
        super().__init__(number, owner)


class Customers(Protocol):
    """What the API asks of the directory of customers.  Any method may raise ``Unavailable``."""

    async def page(self, after: str, limit: int) -> Sequence[CustomerView]:
        """Customers by their ids, from after ``after`` on ("" for the first)."""

    async def with_number(self, number: str) -> CustomerView | None:
        """Whose number this is, in whatever spelling."""

    async def one(self, customer: str) -> CustomerView | None:
        """The customer with this id."""

    async def put(self, customer: CustomerView) -> CustomerView:
        """Keep the customer in place of what was known of him.  Raises NoNumber."""

    async def remove(self, customer: str) -> bool:
        """Forget the customer; False when there is none."""
