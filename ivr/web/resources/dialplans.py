"""Dialplans: which are in force, and reading their folder again."""

from ivr.dialplan.messages import Message
from ivr.web.asked import Asked
from ivr.web.operation import operation
from ivr.web.port import DialplansView
from ivr.web.problems import INVALID, Refused, slips_of


@operation("GET", "/v1/dialplans", "admin")
async def show_dialplans(asked: Asked) -> DialplansView:
    """The dialplans in force: their version, their names, and which number leads where."""
    return asked.house.dialplans()


@operation("POST", "/v1/dialplans/reload", "admin", kinds=(INVALID,))
async def reload_dialplans(asked: Asked) -> DialplansView:
    """Read the folder of the dialplans again; calls under way keep theirs, and faults change nothing."""
    problems = await asked.house.reload()
    if problems:
        raise Refused(
            INVALID,
            Message(
                "对话方案有错，原来的继续有效", "the dialplans have faults; the present ones stay in force"
            ),
            slips_of(problems),
        )
    return asked.house.dialplans()
