"""Installing: finds an Asterisk on this machine that is new enough, or makes a root of its own for one."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

LEAST_VERSION = (22, 10, 1)
SUITE = "forky"
PACKAGES = "asterisk,asterisk-core-sounds-en-wav"

_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_MODULES = ("usr/lib/*/asterisk/modules", "usr/lib/asterisk/modules", "usr/local/lib/asterisk/modules")
_DATA = ("usr/share/asterisk", "var/lib/asterisk")

_AS_ROOT: tuple[str, ...] = () if os.geteuid() == 0 else ("sudo",)

Say = Callable[[str], None]


class InstallationError(Exception):
    """No Asterisk could be had here."""

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason = reason
        self.remedy = remedy
        super().__init__(reason, remedy)

    def __str__(self) -> str:
        return f"Asterisk could not be installed: {self.reason}. {self.remedy}"


class Installation(msgspec.Struct, frozen=True):
    """An Asterisk that can be run.

    ``root`` is the folder it is locked into, or None for the machine's own; ``binary``, ``modules`` and
    ``data`` are as Asterisk itself sees them.
    """

    root: Path | None
    version: str
    binary: str
    modules: str
    data: str


def find(root: Path) -> Installation | None:
    """The machine's own Asterisk when it is new enough, else the one in ``root``, else None."""
    return find_on_path() or find_in(root)


def find_on_path() -> Installation | None:
    """The machine's own Asterisk, or None when there is none or it is too old."""
    binary = shutil.which("asterisk") or shutil.which("asterisk", path="/usr/sbin:/usr/local/sbin")
    if binary is None:
        return None
    answer = subprocess.run([binary, "-V"], capture_output=True, text=True, check=False)
    return _installation(None, Path("/"), binary, answer.stdout)


def find_in(root: Path) -> Installation | None:
    """The Asterisk in a root of its own, or None when there is none or it is too old."""
    binary = next((b for b in ("/usr/sbin/asterisk", "/usr/bin/asterisk") if (root / b[1:]).exists()), None)
    if binary is None:
        return None
    return _installation(root, root, binary, _package_version(root))


def new_enough(version: str) -> bool:
    """Whether a text with a version in it, such as ``Asterisk 22.10.1``, is one we can work with."""
    found = _VERSION.search(version)
    if found is None:
        return False
    numbers = tuple(int(part) for part in found.groups())
    return numbers[0] == LEAST_VERSION[0] and numbers >= LEAST_VERSION


def install(root: Path, say: Say) -> Installation:
    """An Asterisk that can be run: the one found, or a new one made in ``root`` by mmdebstrap.

    ``say`` is told each step as a sentence.  The new root is built beside its place and renamed, so that
    one half made is never taken for whole.  Raises InstallationError.
    """
    found = find(root)
    if found is not None:
        say(f"Asterisk {found.version} is there already: {found.root or found.binary}")
        return found
    if shutil.which("mmdebstrap") is None:
        remedy = "Install mmdebstrap (apt-get install mmdebstrap), or use Docker: docker compose up."
        raise InstallationError("there is no asterisk 22.10.1 or newer here, and no mmdebstrap", remedy)
    say(f"Making a root for Asterisk in {root}: about 400 MB, half a minute")
    _build(root, say)
    made = find_in(root)
    if made is None:
        raise InstallationError(
            f"{root} holds no Asterisk of 22.10.1 or newer", f"Remove {root} and try again."
        )
    say(f"Asterisk {made.version} is installed in {root}")
    return made


def debian_mirror(targets: str) -> str | None:
    """The Debian archive that this machine's apt uses, out of what ``apt-get indextargets`` lists.

    Lines are ``URI RELEASE COMPONENT``.  None when apt uses no Debian archive.
    """
    for line in targets.splitlines():
        uri, _, rest = line.partition(" ")
        if rest.endswith(" main") and uri.rstrip("/").endswith("/debian") and "-" not in rest:
            return uri
    return None


def _build(root: Path, say: Say) -> None:
    beside = root.with_name(f"{root.name}.part")
    if beside.exists():
        say(f"Removing what an interrupted installation left in {beside}")
        _remove(beside)
    root.parent.mkdir(parents=True, exist_ok=True)
    last = ""
    for last in _run(_mmdebstrap(beside), beside):
        say(last)
    beside.rename(root)


def _mmdebstrap(folder: Path) -> list[str]:
    listed = subprocess.run(
        [
            "apt-get",
            "indextargets",
            "--format",
            "$(REPO_URI) $(RELEASE) $(COMPONENT)",
            "Created-By: Packages",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    mirror = debian_mirror(listed.stdout)
    return [
        *_AS_ROOT,
        "mmdebstrap",
        "--variant=minbase",
        # A mirror that is frozen on purpose has index files past their date.
        '--aptopt=Acquire::Check-Valid-Until "false"',
        f"--include={PACKAGES}",
        # Where instances and their host names are mounted; whoever runs one may add its place.
        '--customize-hook=mkdir -p -m 1777 "$1/srv/switchroom" && touch "$1/etc/hosts"',
        SUITE,
        str(folder),
        *([mirror] if mirror else []),
    ]


def _run(argv: list[str], folder: Path) -> Iterator[str]:
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        line = ""
        for line in process.stdout:
            yield line.strip()
    if process.returncode:
        _remove(folder)
        remedy = "Is the Debian archive reachable? The other way is Docker: docker compose up."
        raise InstallationError(f"mmdebstrap ended with {process.returncode} ({line.strip()})", remedy)


def _remove(folder: Path) -> None:
    subprocess.run([*_AS_ROOT, "rm", "-rf", "--one-file-system", str(folder)], check=False)


def _installation(root: Path | None, top: Path, binary: str, version: str) -> Installation | None:
    modules = _first(top, _MODULES)
    data = _first(top, _DATA)
    found = _VERSION.search(version)
    if found is None or modules is None or data is None or not new_enough(version):
        return None
    return Installation(root=root, version=found.group(), binary=binary, modules=modules, data=data)


def _first(top: Path, patterns: tuple[str, ...]) -> str | None:
    for pattern in patterns:
        for folder in sorted(top.glob(pattern)):
            return f"/{folder.relative_to(top)}"
    return None


def _package_version(root: Path) -> str:
    status = root / "var/lib/dpkg/status"
    if not status.exists():
        return ""
    paragraphs = status.read_text(encoding="utf-8", errors="replace").split("\n\n")
    own = next((text for text in paragraphs if text.startswith("Package: asterisk\n")), "")
    return next((line for line in own.splitlines() if line.startswith("Version:")), "")
