"""Picture: a dialplan as a drawing, with how many callers went which way."""
