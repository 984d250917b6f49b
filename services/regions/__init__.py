"""Regions: looking at the tree, changing it with its history, and letting what lies in it follow."""
