"""A consultation: the agent asks somebody else while his caller hears music."""
