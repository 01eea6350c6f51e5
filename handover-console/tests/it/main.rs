//! The console through its routes, on ports in memory.

mod stage;
