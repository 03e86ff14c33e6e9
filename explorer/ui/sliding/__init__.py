"""The correlation page's two functions, one sliding over the other."""
