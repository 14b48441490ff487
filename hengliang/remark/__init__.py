"""What is to be noticed in the structure of a document, apart from what its numbers measure."""
