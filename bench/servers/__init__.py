"""What Xinqiao's callback is measured beside."""
