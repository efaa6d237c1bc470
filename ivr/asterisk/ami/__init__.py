"""The manager interface (AMI): watches telephones, keeps the fallback queue, writes queue_log."""

from ivr.asterisk.ami.errors import ActionRefusedError, ActionTimedOutError, AmiError, LinkDownError
from ivr.asterisk.ami.fallback import FallbackQueue
from ivr.asterisk.ami.link import Account, AmiLink, Pace
from ivr.asterisk.ami.phones import PhoneChanged, PhonesWatch
from ivr.asterisk.ami.queue_log_writer import QueueLogWriter
from ivr.asterisk.ami.security import SecurityEvent, SecurityEvents

__all__ = [
    "Account",
    "ActionRefusedError",
    "ActionTimedOutError",
    "AmiError",
    "AmiLink",
    "FallbackQueue",
    "LinkDownError",
    "Pace",
    "PhoneChanged",
    "PhonesWatch",
    "QueueLogWriter",
    "SecurityEvent",
    "SecurityEvents",
]
