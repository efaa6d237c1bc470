"""From the bytes of a document to its model, or to everything that is wrong with it."""
