"""What an operator looks at: health, metrics, logs, and an end in good time. Changes nothing of the workspace."""
