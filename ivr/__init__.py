"""Switchroom: a call-centre server for Asterisk."""

__version__ = "0.1.0"
