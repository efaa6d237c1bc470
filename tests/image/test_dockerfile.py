"""What the Dockerfile promises without being built: the same Asterisk, no root, a health check."""

import re
from pathlib import Path

import yaml

from ivr.asterisk.installing import PACKAGES, SUITE

CHECKOUT = Path(__file__).parents[2]
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")


def instructions(name: str) -> list[str]:
    """What follows each instruction of that name, in order."""
    return [re.sub(r"\s+", " ", text).strip() for text in re.findall(rf"(?m)^{name} (.*)$", DOCKERFILE)]


def test_the_image_has_the_asterisk_that_is_installed_without_docker() -> None:
    assert instructions("FROM") == [f"debian:{SUITE}-slim"]
    installed = next(text for text in instructions("RUN") if "apt-get install" in text).split()
    assert set(PACKAGES.split(",")) <= set(installed)


def test_the_centre_is_run_by_an_account_of_its_own() -> None:
    assert instructions("USER") == ["switchroom"]
    assert DOCKERFILE.index("\nUSER ") < DOCKERFILE.index("\nCMD ")


def test_the_image_only_serves_and_tells_its_health() -> None:
    assert "SWITCHROOM_PURPOSE=serving" in instructions("ENV")
    assert "/healthz" in instructions("HEALTHCHECK")[0]
    assert instructions("CMD") == ['["switchroom", "serve"]']


def test_compose_keeps_the_state_of_the_image_and_waits_for_its_end() -> None:
    centre = yaml.safe_load((CHECKOUT / "compose.yaml").read_text(encoding="utf-8"))["services"]["switchroom"]
    assert f"state:{instructions('VOLUME')[0]}" in centre["volumes"]
    assert centre["network_mode"] == "host"
    assert centre["stop_grace_period"] == "20s"
