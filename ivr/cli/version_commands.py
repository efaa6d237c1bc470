"""The commands about versions of dialplans and about what past callers met in them."""

import typer

from ivr.cli import approve, diff, graph, publish, regress, replay_contacts, rollback, schema, trace, versions


def add_to(app: typer.Typer) -> None:
    """Add them to the command line."""
    app.command()(publish.publish)
    app.command()(approve.approve)
    app.command()(rollback.rollback)
    app.command()(versions.versions)
    app.command()(diff.diff)
    app.command()(regress.regress)
    app.command()(replay_contacts.replay_contacts)
    app.command()(trace.trace)
    app.command()(graph.graph)
    app.command()(schema.schema)
