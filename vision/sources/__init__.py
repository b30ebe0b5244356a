"""From a camera's address to its newest picture, or to the reason why there is none."""
