"""The parts of the channels page that are more than reading controls."""
