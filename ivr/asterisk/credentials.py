"""Secrets: generated once, kept in one file that only its owner may read, and never in a document."""

import json
import os
import secrets as chance
from collections.abc import Iterable
from pathlib import Path

import msgspec

ARI_USER = "switchroom"
AMI_USER = "switchroom"


class SecretsError(Exception):
    """The file of secrets is there, but is not what it should be."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(path, reason)

    def __str__(self) -> str:
        return (
            f'{self.path}: {self.reason}; it should hold one JSON object of texts, such as {{"ari": "…"}}. '
            "Mend it, or remove it to have new secrets made."
        )


class Secrets(msgspec.Struct, frozen=True):
    """What the parties prove themselves with.

    ``agents`` is extension → SIP password, ``trunks`` a trunk's name → the password that its carrier
    gave; ``carrier`` is the password of the test callers' line.
    """

    ari: str
    ami: str
    carrier: str
    agents: dict[str, str]
    trunks: dict[str, str]


def load_or_make(path: Path, agents: Iterable[str]) -> Secrets:
    """The secrets in the file ``path``, with those that were lacking made and written into it.

    Keys of the file: ``ari``, ``ami``, ``carrier``, ``agent.EXTENSION`` and ``trunk.NAME``; the last
    are put there by the administrator.  Raises SecretsError.
    """
    known = _read(path)
    wanted = ["ari", "ami", "carrier", *(f"agent.{extension}" for extension in agents)]
    lacking = {key: chance.token_hex(16) for key in wanted if key not in known}
    if lacking:
        known |= lacking
        _write(path, known)
    return Secrets(
        ari=known["ari"],
        ami=known["ami"],
        carrier=known["carrier"],
        agents=_below("agent.", known),
        trunks=_below("trunk.", known),
    )


def _below(prefix: str, known: dict[str, str]) -> dict[str, str]:
    return {key.removeprefix(prefix): value for key, value in known.items() if key.startswith(prefix)}


def _read(path: Path) -> dict[str, str]:
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return {}
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except msgspec.MsgspecError as error:
        raise SecretsError(path, str(error)) from error


def _write(path: Path, known: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(json.dumps(known, indent=2, ensure_ascii=False) + "\n")
    beside.replace(path)
