"""Checks of secrets: what is typed at an ordinary node is kept, and could be read by others."""

import re
from collections.abc import Iterator

from ivr.dialplan.checking.finding import Finding
from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.messages import Message

_ASKS = re.compile(
    r"密码|口令|验证码|安全码|\bPIN\b|\b[Pp]ass(?:word|code|phrase)\b|\bCVV2?\b|\bsecurity code\b"
)
_NAMED = re.compile(r"密码|口令|验证码|安全码|(?:^|_)(?:pin|password|passcode|cvv|otp)(?:$|_)", re.IGNORECASE)

_REMEDY = Message(
    "改用 verify 节点：它收的数字不保存、不写日志",
    "ask for it in a verify node: what is typed there is neither kept nor logged",
)


def check_secrets(dialplan: Dialplan) -> Iterator[Finding]:
    """Nodes that ask for a PIN, a password or a code, and keep what is typed as if it were no secret."""
    for name, node in dialplan.nodes.items():
        kept = tuple(node.gives())
        spoken = tuple(node.spoken())
        if not kept or not spoken:
            continue
        asked = next((one for one in spoken for text in one.texts.values() if _ASKS.search(text)), None)
        value = next((one for one in kept if _NAMED.search(one)), None)
        if asked is None and value is None:
            continue
        yield Finding(
            path=("nodes", name, *(asked.path if asked is not None else ("into",))),
            what=Message(
                f"节点“{name}”要求输入密码，而输入的数字会被保存，可能进入日志",
                f'"{name}" asks for a secret, but keeps what is typed: it could reach a log',
            ),
            remedy=_REMEDY,
        )
