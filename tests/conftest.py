"""Options of the tests, and what none of them may leave to the next."""

from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

# How long one example takes is a matter of what else the machine does.
settings.register_profile("gate", deadline=None)
settings.load_profile("gate")


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long the evening is, and which one."""
    parser.addoption("--contacts", type=int, default=20, help="contacts of the evening (tests/real)")
    parser.addoption("--seed", type=int, default=0, help="the evening's seed; 0: another one each time")


@pytest.fixture(autouse=True)
def _the_log_as_it_was() -> Iterator[None]:
    """Commands say for their whole process which lines of the log are shown; tests share one."""
    yield
    structlog.reset_defaults()
