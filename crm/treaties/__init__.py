"""Treaties: what States did about them, and the status and next step that follow for any day."""
