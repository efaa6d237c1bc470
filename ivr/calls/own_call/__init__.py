"""Agents' own calls: feature codes, calls among colleagues, visits to a talk, and supervising one."""
