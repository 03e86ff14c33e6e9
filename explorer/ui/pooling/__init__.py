"""The parts of the pooling page that are more than reading controls."""
