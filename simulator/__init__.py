"""The platform on one's own machine: its calls, its pushes, and phones in the browser."""
