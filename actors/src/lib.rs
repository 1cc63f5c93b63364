//! The domain: actors and their ports.
