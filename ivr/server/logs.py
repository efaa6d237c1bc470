"""Logs: one line an event on standard error, JSON unless somebody is looking."""

import sys

import structlog


def configure(least: str = "info") -> None:
    """Set the log's form: for people on a terminal, for machines elsewhere; ``least`` is a level's name."""
    looking = sys.stderr.isatty()
    shown = for_people() if looking else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            shown,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def for_people() -> structlog.dev.ConsoleRenderer:
    """How events look on a terminal: tracebacks without local variables, in which secret digits may be."""
    return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
