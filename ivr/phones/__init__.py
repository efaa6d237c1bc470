"""Telephones of ours: scripted SIP phones, each in a process of its own, and ears for what they heard."""
