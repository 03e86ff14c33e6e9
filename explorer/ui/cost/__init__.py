"""The parts of the cost page that are more than reading controls."""
