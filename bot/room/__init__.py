"""The room as a picture of the incident: pure views, and the reconciler that makes the chat match them."""
