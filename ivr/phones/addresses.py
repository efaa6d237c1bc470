"""SIP addresses: numbers as URIs, and the number and name out of a header's address."""

import re
from urllib.parse import quote, unquote

_NAME_ADDRESS = re.compile(r'^\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^<"]*?))\s*<(?P<uri>[^>]*)>')
_USER = re.compile(r"^\s*(?:sips?|tel):(?P<user>[^@;?>]*)", re.IGNORECASE)
_SAFE_IN_USER = "*+-_.!~'()&=$,"


def uri_of(number: str, server: str) -> str:
    """The SIP URI of a number at ``HOST:PORT``; what is a URI already is left as it is."""
    if number.startswith(("sip:", "sips:")):
        return number
    return f"sip:{quote(number, safe=_SAFE_IN_USER)}@{server}"


def name_address(name: str, uri: str) -> str:
    """A URI with a name to show before it, quoted as SIP wants it; control characters become spaces."""
    if not name:
        return f"<{uri}>"
    printable = "".join(character if character.isprintable() else " " for character in name)
    escaped = printable.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <{uri}>'


def number_in(address: str) -> str:
    """The user part (a number, mostly) of an address, with or without a name; empty when there is none."""
    match = _NAME_ADDRESS.match(address)
    user = _USER.match(match["uri"] if match else address)
    return unquote(user["user"]) if user else ""


def name_in(address: str) -> str:
    """The name shown in an address; empty when there is none."""
    match = _NAME_ADDRESS.match(address)
    if match is None:
        return ""
    if match["quoted"] is not None:
        return re.sub(r"\\(.)", r"\1", match["quoted"])
    return match["plain"].strip()
