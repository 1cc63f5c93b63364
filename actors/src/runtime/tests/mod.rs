//! The runtime's promises, each held up by a test. Time is paused wherever no real thread is needed.

mod fairness;
mod lifecycle;
mod liveness;
mod mailbox;
mod observing;
mod spans;
mod supervision;
mod support;
