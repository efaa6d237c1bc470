"""``switchroom why``: why a call went to whom it went, or still waits; why her, why not me."""

import os
from typing import Annotated

import typer

from ivr.cli.check import language_of
from ivr.cli.days import clock
from ivr.cli.own_settings import File, refuse
from ivr.cli.own_store import in_store
from ivr.dialplan.messages import Message
from ivr.queueing.telling import told
from ivr.server.board_history import why as why_of
from ivr.telephony.ids import ContactId

_UNKNOWN = Message(
    "没有这个呼叫的日志：编号不对，或者已过保存期",
    "there is no journal of this contact: another id, or it was kept long enough",
)
_NEVER = Message("这个呼叫没有排过队", "this contact was in no queue")


def why(
    contact: Annotated[str, typer.Argument(help="The contact's id.  呼叫编号。")],
    agent: Annotated[str, typer.Option(help="Tell of this agent alone.  只说明该坐席。")] = "",
    settings: File = None,
) -> None:
    """Tell candidates, exclusions and ranks at each offer of a contact, and why it still waits."""
    language = language_of(os.environ)
    found = in_store(settings, lambda store: why_of(store, ContactId(contact), agent))
    if found is None:
        refuse(_UNKNOWN.in_language(language))
    for one in found:
        for message in told(one, agent, clock):
            typer.echo(message.in_language(language))
    if not found:
        typer.echo(_NEVER.in_language(language))
