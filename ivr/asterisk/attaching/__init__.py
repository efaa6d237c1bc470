"""Attaching: Switchroom's part is added to an Asterisk that somebody else set up, and taken out again."""
