"""The vocabulary of the house: ids, events, commands, causes and the port to a phone system."""
