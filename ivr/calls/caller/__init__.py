"""The caller by himself: he arrives, walks through dialplans, waits, and is put through to numbers."""
