"""Money: the currencies in which amounts are spoken."""

from typing import Literal

Currency = Literal["CNY", "USD", "EUR"]
"""A currency by its ISO 4217 code."""
