"""The console: Asterisk's own command line, by which one that is not ours is asked and told to read again."""

import asyncio
import shlex

from ivr.asterisk.attaching.errors import AttachError
from ivr.dialplan.messages import Message


class Console:
    """Speaks through ``command``: a command line such as ``asterisk`` or ``docker exec pbx asterisk``."""

    def __init__(self, command: str, seconds: float = 10.0) -> None:
        self.command = command
        self._seconds = seconds

    async def says(self, line: str) -> str:
        """What Asterisk answers to one line.  Raises AttachError when it cannot be reached."""
        words = (*shlex.split(self.command), "-rx", line)
        try:
            process = await asyncio.create_subprocess_exec(
                *words,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
        except OSError as error:
            raise self._unreachable(str(error)) from error
        try:
            async with asyncio.timeout(self._seconds):
                said, _ = await process.communicate()
        except TimeoutError:
            process.kill()
            await process.wait()
            raise self._unreachable(f"no answer to {line!r} in {self._seconds:g} s") from None
        text = said.decode(errors="replace")
        if process.returncode:
            raise self._unreachable(text.strip() or f"it ended with {process.returncode}")
        return text

    def _unreachable(self, reason: str) -> AttachError:
        return AttachError(
            Message(
                f"无法通过“{self.command}”与 Asterisk 对话：{reason}。"
                "请确认它在运行、您有权限（root 或 Asterisk 的用户），或用 --console 给出命令。",
                f"Asterisk cannot be spoken to by “{self.command}”: {reason}. See that it runs"
                " and that you may (as root or as Asterisk's user), or name the command line: --console.",
            )
        )
