"""Opening hours: the document ``hours.yaml``, and whether a named time of opening holds at a moment."""
