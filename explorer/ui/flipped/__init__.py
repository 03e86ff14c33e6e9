"""The correlation page's pictures: a kernel that comes back flipped."""
