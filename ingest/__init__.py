"""From documents to schema raw: readers, privacy, forms, load. No meaning: that is SQL's duty."""
