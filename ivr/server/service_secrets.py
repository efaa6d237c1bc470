"""Secrets of services: what business systems want to see of us, as administrators wrote it down."""

from pathlib import Path

import msgspec
import structlog

log = structlog.get_logger()


class ServiceSecrets:
    """The file of secrets, read at every question, so that a change applies at once."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def of(self, service: str) -> str | None:
        """What the file has under ``service.NAME``; None when it has nothing."""
        try:
            known = msgspec.json.decode(self._path.read_bytes(), type=dict[str, str])
        except FileNotFoundError:
            return None
        except (msgspec.DecodeError, OSError) as error:
            log.error("secrets_unreadable", file=str(self._path), reason=str(error))
            return None
        return known.get(f"service.{service}")
