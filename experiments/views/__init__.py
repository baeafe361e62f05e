"""What the page shows: one component a file, composed by ``app.py``. They ask ``abm`` for answers."""
