"""Extensions: what is dialled inside the house means one thing only."""

from collections.abc import Collection, Mapping

from ivr.dialplan.document import complaint
from ivr.dialplan.messages import Message


def unlike(queues: Mapping[str, str | None], agents: Collection[str]) -> None:
    """Complain of a queue's extension that an agent or another queue has."""
    taken = {agent: Message("一名坐席", "an agent") for agent in agents}
    for queue, extension in queues.items():
        if extension is None:
            continue
        if extension in taken:
            whose = taken[extension]
            raise complaint(
                Message(
                    f"队列 {queue} 的分机号 {extension} 已属于{whose.zh}",
                    f"the extension {extension} of queue {queue} is already that of {whose.en}",
                ),
                Message("给队列一个没有用过的分机号", "give the queue an extension of its own"),
            )
        taken[extension] = Message(f"队列 {queue}", f"queue {queue}")
