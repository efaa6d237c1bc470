"""The dialplan language: documents, their checks, and the interpreter that walks a contact through them."""
