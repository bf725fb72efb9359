"""The REST API and the event stream: every door that programs use. Decides nothing; `shared` does."""
