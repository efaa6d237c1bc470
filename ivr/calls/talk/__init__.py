"""A talk: what caller and agent do, what the agent presses, and how it goes on elsewhere."""
