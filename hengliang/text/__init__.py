"""From the text as read to sentences in their sections: normalising with an offset map, layout, frame, sentences."""
