"""What every request passes before a route sees it, outermost first: context, size, origin, identity, CSRF. Holds no route."""
