"""The augmentation page: a recipe, its draws, and what they do."""
