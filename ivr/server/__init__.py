"""The composition root: settings, wiring, a mailbox per contact, timers and performing commands."""
