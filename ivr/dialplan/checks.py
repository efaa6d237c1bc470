"""Checks."""


def check(dialplans, centre, trees, has_sound):
    return ()
