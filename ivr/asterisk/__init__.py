"""Asterisk: installing and running it, and speaking ARI and AMI with it."""
