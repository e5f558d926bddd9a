"""Apache Superset on the published file: definitions, the bundle it imports, its server and its interface."""
