"""Simulated callers as dialplans have them: what they do, and what must become of them."""
