"""Migrations: the way from any earlier form of the database to this version's, with alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Engine

from ivr.storage.errors import NewerDatabaseError


def migrate(engine: Engine, place: str, code_version: str) -> None:
    """Bring a database to the newest form, in one transaction.  Raises ``NewerDatabaseError``."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    if present == scripts.get_current_head():
        return
    if present is not None:
        _must_be_known(scripts, present, place, code_version)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _must_be_known(scripts: ScriptDirectory, revision: str, place: str, code_version: str) -> None:
    try:
        scripts.get_revision(revision)
    except CommandError as error:
        raise NewerDatabaseError(place, revision, code_version) from error
