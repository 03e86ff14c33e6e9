"""The parts of the volume page that are more than reading controls."""
