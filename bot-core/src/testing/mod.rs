//! In-memory ports, builders and the suites every adapter of a port must pass.
