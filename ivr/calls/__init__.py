"""The life of a contact: phases, and how each event leads from one to the next."""
