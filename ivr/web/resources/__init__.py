"""The resources of the API: every file of this folder is one, and this folder is their registry.

To add one, write ``NAME.py`` with functions under ``@operation``, and its test.
"""

from importlib import import_module
from pkgutil import iter_modules

from ivr.web.operation import Operation


def _found() -> tuple[Operation, ...]:
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    return tuple(
        value for module in modules for value in vars(module).values() if isinstance(value, Operation)
    )


OPERATIONS: tuple[Operation, ...] = _found()
"""Every operation, in the order of files and within each as they stand there."""
