"""The run itself: steps, lock, fingerprint, gates, history, summary. `python -m pipeline` is what make and cron call."""
