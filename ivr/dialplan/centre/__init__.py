"""The centre document: agents, queues, numbers, trunks, and what belongs to each."""
