"""The parts of the architecture page that are more than reading controls."""
