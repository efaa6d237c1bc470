"""Importing: a table's customers into the directory, when nothing is wrong with them."""

from collections.abc import Callable, Mapping, Sequence

from ivr.dialplan.messages import Message
from ivr.dialplan.reading.problems import Problem
from ivr.storage.customers.directory import TOGETHER, Directory
from ivr.storage.customers.entries import Entry


async def taken_numbers(directory: Directory, file: str, entries: Mapping[int, Entry]) -> tuple[Problem, ...]:
    """The lines whose numbers are, in the directory, those of customers of whom the file says nothing."""
    owners = await directory.owners(number for entry in entries.values() for number in entry.numbers)
    told = {entry.customer.id for entry in entries.values()}
    return tuple(
        Problem(file=file, line=line, column=1, what=_taken(number, owners[number]), remedy=_REMEDY)
        for line, entry in entries.items()
        for number in entry.numbers
        if owners.get(number, entry.customer.id) not in {*told, entry.customer.id}
    )


async def keep(
    directory: Directory, entries: Sequence[Entry], tell: Callable[[int], None] = lambda kept: None
) -> None:
    """Keep the customers, a few at a time; ``tell`` hears how many were kept each time.

    Cut short, it has kept the first of them: doing it again changes nothing of those.
    """
    for start in range(0, len(entries), TOGETHER):
        part = entries[start : start + TOGETHER]
        await directory.put_all(part)
        tell(len(part))


def _taken(number: str, owner: str) -> Message:
    return Message(f"号码 {number} 已属于客户 {owner}", f"the number {number} is customer {owner}'s already")


_REMEDY = Message(
    "写同一个客户编号，或先从该客户删去号码",
    "give the line the same id, or take the number from that customer first",
)
