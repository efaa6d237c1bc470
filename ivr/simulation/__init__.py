"""What-if: arrivals through the production board on a virtual clock, and the figures that come of it.

Time is that of the events, and chance is an argument: equal seeds give equal answers.
"""
