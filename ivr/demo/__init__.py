"""The demonstration: a small centre, called by scripted callers and checked by ear."""
