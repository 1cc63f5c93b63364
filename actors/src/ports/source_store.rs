//! Originals, as they were uploaded: appended to by one writer, read by ingest.

use std::os::fd::OwnedFd;

use async_trait::async_trait;
use bytes::Bytes;

use super::StoreError;
use crate::model::{Timestamp, UploadId};

#[async_trait]
pub trait SourceStore: Send + Sync {
    /// Makes an empty source; durable when this returns.
    async fn create(&self, id: &UploadId) -> Result<(), StoreError>;

    /// What is there; not all need be durable.
    async fn state(&self, id: &UploadId) -> Result<SourceState, StoreError>;

    /// Opens for appending at `offset`; what is past it is cut off.
    async fn writer(&self, id: &UploadId, offset: u64) -> Result<Box<dyn SourceWriter>, StoreError>;

    async fn reader(&self, id: &UploadId) -> Result<SourceReader, StoreError>;

    /// Joins sources in order into a new one; durable when this returns its length.
    async fn concatenate(&self, parts: &[UploadId], into: &UploadId) -> Result<u64, StoreError>;

    /// Frees the disk; no error when there is nothing.
    async fn remove(&self, id: &UploadId) -> Result<(), StoreError>;
}

/// How far a source has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceState {
    pub length: u64,
    /// When bytes came last.
    pub written_at: Timestamp,
}

/// The one writer of a source. Dropping it keeps what was written.
#[async_trait]
pub trait SourceWriter: Send {
    /// Appends; the bytes are visible to readers, and durable after [`sync`](Self::sync).
    async fn write(&mut self, chunks: Vec<Bytes>) -> Result<(), StoreError>;

    /// Bytes from the start of the source to the end of what was written.
    fn position(&self) -> u64;

    /// Makes everything written so far durable.
    async fn sync(&mut self) -> Result<(), StoreError>;

    /// Drops what is past `length`.
    async fn truncate(&mut self, length: u64) -> Result<(), StoreError>;
}

/// An open source: its descriptor goes to a worker, which is never told a path.
#[derive(Debug)]
pub struct SourceReader {
    pub descriptor: OwnedFd,
    pub length: u64,
}
