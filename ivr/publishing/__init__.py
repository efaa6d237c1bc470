"""Publishing: versions of dialplans, what changed between them, who meets which, and whether one is worse."""
