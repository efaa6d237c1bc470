"""Queues: who waits how long, and who could take them."""

from ivr.dialplan.document import Document
from ivr.dialplan.messages import Message
from ivr.web.asked import Asked
from ivr.web.names import QueuePath
from ivr.web.operation import operation
from ivr.web.port import QueueView
from ivr.web.problems import NOT_FOUND, Refused


class Queues(Document):
    """All queues of the centre, by name."""

    queues: tuple[QueueView, ...]


@operation("GET", "/v1/queues", "floor:read")
async def list_queues(asked: Asked) -> Queues:
    """All queues: waiting calls, the longest wait, and agents by state."""
    queues = asked.house.queues()
    return Queues(queues=tuple(queues[name] for name in sorted(queues)))


@operation("GET", "/v1/queues/{queue}", "floor:read", kinds=(NOT_FOUND,))
async def show_queue(asked: Asked, path: QueuePath) -> QueueView:
    """One queue."""
    queue = asked.house.queues().get(path.queue)
    if queue is None:
        raise Refused(NOT_FOUND, Message(f"没有队列 {path.queue}", f"there is no queue {path.queue}"))
    return queue
