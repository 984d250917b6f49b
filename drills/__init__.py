"""What must hold when something breaks, tried on the running product: ./xinqiao drill NAME."""
