"""Places: in which of the administrator's files a line of ours goes, plain Asterisk or FreePBX."""

import re
from pathlib import Path

import msgspec

from ivr.asterisk.attaching.errors import AttachError
from ivr.dialplan.messages import Message

OURS = "switchroom.d"
"""The folder of ours beside the administrator's files."""

_CUSTOM = {
    "ari.conf": "ari_additional_custom.conf",
    "extensions.conf": "extensions_custom.conf",
    "http.conf": "http_custom.conf",
    "manager.conf": "manager_custom.conf",
    "musiconhold.conf": "musiconhold_custom.conf",
    "queues.conf": "queues_custom.conf",
}
_SECTION = re.compile(rb"^\s*\[(switchroom[^\]]*)\]", re.MULTILINE)


class Place(msgspec.Struct, frozen=True):
    """One line of ours: ``kind`` is our file's name, ``file`` the administrator's that includes it."""

    kind: str
    file: Path

    @property
    def line(self) -> str:
        """The line, without its end."""
        return f'#tryinclude "{OURS}/{self.kind}"'


def is_freepbx(etc: Path) -> bool:
    """Whether a program writes these files, and leaves ``*_custom.conf`` to the administrator."""
    return (etc / "extensions_additional.conf").exists()


def places_in(etc: Path, kinds: tuple[str, ...]) -> tuple[Place, ...]:
    """Where the lines for our files of these names go.  Raises AttachError."""
    if not (etc / "extensions.conf").exists():
        raise AttachError(
            Message(
                f"{etc} 不是 Asterisk 的配置目录：没有 extensions.conf。请用 --etc 指明该目录。",
                f"{etc} is not Asterisk's configuration: there is no extensions.conf. Name it with --etc.",
            )
        )
    return tuple(Place(kind, _file_for(etc, kind)) for kind in kinds)


def refuse_namesakes(etc: Path) -> None:
    """Raise AttachError when a section of the administrator's own has a name that is to be ours."""
    for path in sorted(etc.glob("*.conf")):
        found = _SECTION.search(path.read_bytes())
        if found:
            name = found.group(1).decode("utf-8", "replace")
            raise AttachError(
                Message(
                    f"{path}：已有名为 [{name}] 的段，与本系统要用的名称冲突。请改名后重试。",
                    f"{path}: there is a section [{name}], a name that Switchroom uses. Rename it first.",
                )
            )


def _file_for(etc: Path, kind: str) -> Path:
    main = etc / kind
    if not is_freepbx(etc):
        # A file that is a link elsewhere is changed where it is.
        return main.resolve()
    custom = _CUSTOM[kind]
    included = re.compile(rf'^\s*#(try)?include\s+["<]?{re.escape(custom)}[">]?\s*$', re.MULTILINE)
    if not main.exists() or not included.search(main.read_text(encoding="utf-8", errors="replace")):
        raise AttachError(
            Message(
                f"{main} 没有包含 {custom}，而其他文件由 FreePBX 生成。请先恢复这一行：#include {custom}",
                f"{main} does not include {custom}, and the others are written by FreePBX."
                f" Bring this line back first: #include {custom}",
            )
        )
    return (etc / custom).resolve()
