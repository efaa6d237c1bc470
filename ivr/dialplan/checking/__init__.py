"""What is wrong with documents that are well-formed each for itself."""
