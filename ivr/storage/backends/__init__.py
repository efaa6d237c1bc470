"""The storage backends: this folder is the registry; each module in it holds one ``backend``."""

from importlib import import_module
from pkgutil import iter_modules

from ivr.storage.backend import Backend
from ivr.storage.errors import UnknownBackendError


def _found() -> dict[str, Backend]:
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    backends: list[Backend] = [module.backend for module in modules]
    return {backend.scheme: backend for backend in backends}


_backends = _found()


def backend_for(url: str) -> Backend:
    """The backend that serves a storage URL, by its scheme.  Raises ``UnknownBackendError``."""
    scheme = url.partition(":")[0]
    if scheme not in _backends:
        raise UnknownBackendError(scheme, tuple(sorted(_backends)))
    return _backends[scheme]
