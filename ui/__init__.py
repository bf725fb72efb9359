"""What people see: ReactPy components and the browser code that shows them. Cannot reach a table or a socket."""
