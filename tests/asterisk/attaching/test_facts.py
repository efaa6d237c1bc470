"""What an Asterisk says of itself, and what follows from its version."""

import pytest

from ivr.asterisk.attaching.facts import NEEDED_MODULES, Facts, has, lacks, read, version_in

VERSION = "Asterisk 22.10.1+dfsg built by nobody @ buildd.debian.org on a unknown running Linux\n"
SETTINGS = """
  System name:                 \n  User name and group:         asterisk/voice
* Directories
  PID file:                    /run/asterisk/asterisk.pid
"""
HTTP = """HTTP Server Status:
Prefix: /pbx
Server: Asterisk
Server Enabled and Bound to 0.0.0.0:8088
"""
HTTP_OFF = "HTTP Server Status:\nPrefix: \nServer: Asterisk\nServer Disabled\n"
MANAGER = "  Manager (AMI):             Yes            \n  TCP Bindaddress:           127.0.0.1:5038\n"
MANAGER_OFF = "  Manager (AMI):             No             \n  TCP Bindaddress:           Disabled\n"
ARI = "ARI Status:\nEnabled: Yes\nOutput format: compact\n"
MODULES = """Module                         Description            Use Count  Status      Support Level
app_queue.so                   True Call Queueing     0          Running              core
app_mixmonitor.so              Mixed Audio            0          Not Running          core
"""
ALL_MODULES = "".join(f"{name} x 0 Running core\n" for name in (*NEEDED_MODULES, "app_stasis_broadcast.so"))


def known(**given: object) -> Facts:
    texts = {
        "version": VERSION,
        "settings": SETTINGS,
        "http": HTTP,
        "manager": MANAGER,
        "ari": ARI,
        "modules": ALL_MODULES,
    }
    return read(**(texts | given))  # type: ignore[arg-type]


def told(version: str, **given: object) -> str:
    return "\n".join(lack.message.en for lack in lacks(known(version=f"Asterisk {version} built", **given)))


def test_everything_is_read_out_of_what_it_says() -> None:
    facts = known(modules=MODULES)
    assert facts.version == (22, 10, 1)
    assert (facts.user, facts.group, facts.pid_file) == ("asterisk", "voice", "/run/asterisk/asterisk.pid")
    assert facts.ari_url == "http://127.0.0.1:8088/pbx/ari"
    assert facts.ami_address == "127.0.0.1:5038"
    assert facts.modules == {"app_queue.so"}
    assert facts.ari


def test_what_is_switched_off_is_seen() -> None:
    facts = known(http=HTTP_OFF, manager=MANAGER_OFF, ari="")
    assert (facts.http, facts.ami, facts.ari) == (None, None, False)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("Asterisk 20.9.3~dfsg", (20, 9, 3)),
        ("Asterisk certified-20.7-cert3 built by", (20, 7, 0)),
        ("Asterisk GIT-22-1a2b", (0, 0, 0)),
        ("", (0, 0, 0)),
    ],
)
def test_the_version_is_found_in_every_spelling(text: str, version: tuple[int, int, int]) -> None:
    assert version_in(text) == version


@pytest.mark.parametrize(
    ("version", "there"),
    [((20, 13, 9), False), ((20, 14, 0), True), ((21, 9, 0), True), ((22, 3, 0), False), ((23, 0, 0), True)],
)
def test_a_branch_has_what_came_with_its_own_release(version: tuple[int, int, int], there: bool) -> None:
    assert has(version, ((20, 14), (21, 9), (22, 4))) is there


def test_a_new_one_lacks_nothing() -> None:
    assert told("22.10.1") == ""
    assert told("20.17.0") == ""
    assert told("23.1.0") == ""


def test_one_before_20_is_refused() -> None:
    assert "18.26.4 is too old: 20 LTS or newer" in told("18.26.4")


def test_one_without_requests_over_the_socket_is_asked_by_http() -> None:
    (lack,) = lacks(known(version="Asterisk 20.13.0"))
    assert not lack.fatal
    assert "by HTTP" in lack.message.en
    assert "which ends the contact" in lack.message.en
    assert "HTTP" in lack.message.zh
    assert not known(version="Asterisk 20.13.0").socket_requests
    assert known(version="Asterisk 20.14.0").socket_requests


def test_one_without_broadcasts_says_what_is_not_done_and_goes_on() -> None:
    modules = ALL_MODULES.replace("app_stasis_broadcast.so", "another.so")
    found = lacks(known(version="Asterisk 22.1.0", modules=modules))
    assert [lack.fatal for lack in found] == [False, False]
    assert "waits up to 2 s" in found[1].message.en


def test_a_module_that_is_not_loaded_is_named_with_the_remedy() -> None:
    assert "has not loaded app_stasis.so: load it in modules.conf" in told("22.10.1", modules=MODULES)
