"""The parts of the pixels page that are more than reading controls."""
