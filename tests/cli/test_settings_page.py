"""docs/settings.md names every setting."""

from pathlib import Path

from ivr.server.settings import ApiSettings, AsteriskSettings, Settings

PAGE = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")


def test_every_setting_stands_on_the_page() -> None:
    named = {line.split(":")[0].strip() for line in PAGE.splitlines() if ":" in line}
    settings = {*Settings.model_fields, *AsteriskSettings.model_fields, *ApiSettings.model_fields}
    assert settings - named == set()
