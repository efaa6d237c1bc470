"""Replay: a contact's journal run again through the code that decided then, or through other dialplans."""
