"""The weights page: what filters of a trained network look like, and where they answer."""
