"""Numbers in a sentence: their value, unit and bound, or the reason why they are no quantity."""
