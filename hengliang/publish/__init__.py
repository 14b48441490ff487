"""What leaves the house: the store of all documents, and the releases made from it."""
