//! The tests of promises, one binary: what the house forbids, and what citizens and clerks see of a running hub.

mod tidy;
