"""Who is told what, of everything that happens and of everything that does not happen in time. Pure; meets all slices."""
