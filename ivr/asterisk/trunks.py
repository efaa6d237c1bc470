"""Trunks: the lines to carriers, as sections of ``pjsip.conf``."""

from collections.abc import Mapping

import msgspec

from ivr.asterisk.checking import EXTENSION, HOST, NETWORK, USER, RenderingError, matching, plain_value

CODECS = ("alaw", "ulaw", "g722", "opus")
"""What is offered where nothing else is said, best first: the network's own, which needs no translation."""

_TRANSPORTS = ("udp", "tcp")
_DTMF = {"auto": "auto", "rfc4733": "rfc4733", "info": "info", "inband": "inband"}
_IDENTITIES = {"none": (), "pai": ("send_pai",), "rpid": ("send_rpid",)}


class Trunk(msgspec.Struct, frozen=True):
    """A line to a carrier: ``kind`` is ``registration`` (we register there) or ``address``.

    ``host`` is where calls and registrations are sent, with ``:port`` or not; ``addresses`` are where its
    calls come from, ``host`` when there are none.  ``login`` is the user name in the digest,
    ``username`` when empty; ``contact_user`` what the carrier is to call us by.  ``from_user`` and
    ``from_domain`` stand in the From of our calls; ``identity`` (``none``, ``pai``, ``rpid``) is the header
    that shows the caller's number beside it.  ``trusted``: what the carrier asserts of a caller is believed.
    ``dialled_in`` (``request``, ``to``) is where the number dialled is read.  ``dtmf`` is ``auto``,
    ``rfc4733``, ``info`` or ``inband``.
    """

    name: str
    kind: str
    host: str
    username: str = ""
    login: str = ""
    contact_user: str = ""
    addresses: tuple[str, ...] = ()
    transport: str = "udp"
    outbound_proxy: str = ""
    from_user: str = ""
    from_domain: str = ""
    identity: str = "none"
    trusted: bool = False
    dialled_in: str = "request"
    dtmf: str = "auto"
    codecs: tuple[str, ...] = CODECS
    qualify_seconds: int = 60
    retry_seconds: int = 30


def sections(trunk: Trunk, passwords: Mapping[str, str]) -> str:
    """The sections of one trunk; ``passwords`` are by trunk.  Raises RenderingError."""
    matching(EXTENSION, "trunk", trunk.name, "use letters, digits, - and _")
    _one_of("kind of trunk", trunk.kind, ("registration", "address"))
    parts = [_endpoint(trunk), _aor(trunk), _identify(trunk)]
    if trunk.kind == "registration":
        parts += [_auth(trunk, passwords), _registration(trunk)]
    return "\n".join(parts) + "\n"


def _endpoint(trunk: Trunk) -> str:
    registers = trunk.kind == "registration"
    settings = {
        "identify_by": "ip",
        "aors": _section(trunk),
        "allow": ",".join(_one_of("codec of a trunk", codec, CODECS) for codec in trunk.codecs),
        "dtmf_mode": _DTMF[_one_of("dtmf of a trunk", trunk.dtmf, tuple(_DTMF))],
        "outbound_auth": _section(trunk) if registers else "",
        "outbound_proxy": _proxy(trunk),
        "from_user": _user(trunk.from_user or (trunk.username if registers else "")),
        "from_domain": _host(trunk.from_domain or (trunk.host if registers else "")),
        "trust_id_inbound": "yes" if trunk.trusted else "no",
        **{
            key: "yes"
            for key in _IDENTITIES[_one_of("identity of a trunk", trunk.identity, tuple(_IDENTITIES))]
        },
    }
    if _one_of("dialled_in of a trunk", trunk.dialled_in, ("request", "to")) == "to":
        settings["set_var"] = "DIALLED_IN=to"
    return _lines(f"[{_section(trunk)}](line)", settings)


def _aor(trunk: Trunk) -> str:
    settings = {
        "type": "aor",
        "contact": _uri(trunk, _host(trunk.host)),
        "qualify_frequency": str(trunk.qualify_seconds),
        "outbound_proxy": _proxy(trunk),
    }
    return _lines(f"[{_section(trunk)}]", settings)


def _identify(trunk: Trunk) -> str:
    remedy = "give a host name, an address or a network such as 192.0.2.0/24"
    known = [matching(NETWORK, "address of a trunk", one, remedy) for one in trunk.addresses]
    settings = {
        "type": "identify",
        "endpoint": _section(trunk),
        "match": ",".join(known or [_without_port(_host(trunk.host))]),
    }
    return _lines(f"[{_section(trunk)}]", settings)


def _auth(trunk: Trunk, passwords: Mapping[str, str]) -> str:
    if trunk.name not in passwords:
        remedy = f'put its password into the file of secrets under "trunk.{trunk.name}"'
        raise RenderingError("trunk without a password", trunk.name, remedy)
    settings = {
        "type": "auth",
        "auth_type": "digest",
        "username": _login(trunk.login or trunk.username),
        "password": plain_value("password of a trunk", passwords[trunk.name]),
    }
    return _lines(f"[{_section(trunk)}]", settings)


def _registration(trunk: Trunk) -> str:
    username = _user(trunk.username)
    if not username:
        raise RenderingError("user name of a trunk", "", "give the user name that the carrier gave")
    retry = str(trunk.retry_seconds)
    settings = {
        "type": "registration",
        "endpoint": _section(trunk),
        "outbound_auth": _section(trunk),
        "transport": f"transport-{trunk.transport}",
        "server_uri": _uri(trunk, _host(trunk.host)),
        "client_uri": _uri(trunk, f"{username}@{_host(trunk.from_domain or trunk.host)}"),
        "contact_user": _user(trunk.contact_user or username),
        "outbound_proxy": _proxy(trunk),
        # The carrier's calls are known by it, from whatever address they come.
        "line": "yes",
        # A carrier that refuses today is asked again: a line must never need somebody to notice.
        "retry_interval": retry,
        "forbidden_retry_interval": str(10 * trunk.retry_seconds),
        "fatal_retry_interval": str(10 * trunk.retry_seconds),
        "auth_rejection_permanent": "no",
        "max_retries": "100000000",
        # Asterisk's own ten seconds are for a thousand of them.
        "max_random_initial_delay": "1",
    }
    return _lines(f"[{_section(trunk)}]", settings)


def _section(trunk: Trunk) -> str:
    return f"trunk-{trunk.name}"


def _lines(head: str, settings: Mapping[str, str]) -> str:
    return "\n".join([head, *(f"{key} = {value}" for key, value in settings.items() if value)])


def _uri(trunk: Trunk, where: str) -> str:
    kind = _one_of("transport of a trunk", trunk.transport, _TRANSPORTS)
    return f"sip:{where}" if kind == "udp" else f"sip:{where}\\;transport={kind}"


def _proxy(trunk: Trunk) -> str:
    if not trunk.outbound_proxy:
        return ""
    return f"{_uri(trunk, _host(trunk.outbound_proxy))}\\;lr"


def _host(value: str) -> str:
    return value and matching(
        HOST, "host of a trunk", value, "give a host name or address, with :port or not"
    )


def _user(value: str) -> str:
    return value and matching(USER, "user name of a trunk", value, "use letters, digits and .+_~-")


def _login(value: str) -> str:
    # Some carriers' logins are user@domain.
    for part in value.split("@"):
        matching(USER, "user name of a trunk", part, "use letters, digits, one @ and .+_~-")
    return value


def _one_of(thing: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise RenderingError(thing, value, f"say {', '.join(known[:-1])} or {known[-1]}")
    return value


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    name, _, port = host.partition(":")
    return host if ":" in port else name
