"""Cancelling tasks that speak with Redis: redis-py (8.1) now and then swallows a cancellation."""

import asyncio


def end_if_cancelled() -> None:
    """Raise CancelledError in a task that was cancelled and goes on all the same.

    To be called where no ``asyncio.timeout`` is open.  Seen: one of fifteen cancellations that meet redis-py
    while it connects comes out of it as an answer, or as a ConnectionError; the task would never end.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
