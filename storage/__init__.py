"""MongoDB and Redis: the only place that imports motor, pymongo or redis."""
