"""Folders of configuration as they are found: a package's, and one that FreePBX writes."""

from pathlib import Path

KINDS = ("manager.conf", "ari.conf", "musiconhold.conf", "queues.conf", "extensions.conf")
OURS = {kind: f"[switchroom-{kind}]\n" for kind in KINDS}

_CUSTOM = {
    "manager.conf": "manager_custom.conf",
    "ari.conf": "ari_additional_custom.conf",
    "musiconhold.conf": "musiconhold_custom.conf",
    "queues.conf": "queues_custom.conf",
    "extensions.conf": "extensions_custom.conf",
}


def plain(etc: Path) -> Path:
    """As a package installs it; one file has no line end, one has Windows', one is not UTF-8."""
    etc.mkdir(parents=True)
    (etc / "extensions.conf").write_bytes("[from-internal]\nexten => 1,1,NoOp(中文)\n".encode("gbk"))
    (etc / "manager.conf").write_bytes(b"[general]\r\nenabled = yes\r\n")
    (etc / "ari.conf").write_bytes(b"[general]\nenabled = yes")
    (etc / "queues.conf").write_bytes(b"")
    return etc


def freepbx(etc: Path) -> Path:
    """As FreePBX writes it: the main files and ``*_additional.conf`` are its own."""
    etc.mkdir(parents=True)
    for kind, custom in _CUSTOM.items():
        additional = kind.replace(".conf", "_additional.conf")
        (etc / kind).write_text(f"[general]\n#include {additional}\n#include {custom}\n")
        (etc / additional).write_text("; generated\n")
        (etc / custom).write_text("; yours\n")
    return etc


def contents(etc: Path) -> dict[str, bytes]:
    """Every file below the folder, by its path."""
    return {str(path.relative_to(etc)): path.read_bytes() for path in etc.rglob("*") if path.is_file()}
