"""The parts of the filters page that are more than reading controls."""
