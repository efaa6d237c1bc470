"""Rehearsal: simulated callers on a virtual telephone system and a virtual clock."""
