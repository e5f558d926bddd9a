"""The run itself: `python -m pipeline` is what make and cron call."""
