//! What a slot hands to a still job: of each segment only the samples that its glimpse needs.

use std::io;
use std::os::fd::OwnedFd;

use bytes::Bytes;
use playhouse_pipelines::cmaf::excerpt;
use playhouse_pipelines::worker::memfd_from;

use crate::messages::{GlimpseInput, StoredInput};
use crate::ports::StoreError;

/// Bytes that the excerpts of one job may have; past it, each is its key frame alone.
const BUDGET: usize = 64 << 20;

/// Opens the excerpts of a job one after the other, so that never more than one segment with its lead-in is in memory.
/// `load` gives the verified bytes of a segment.
pub fn open<E: From<StoreError>>(
    glimpses: &[GlimpseInput],
    mut load: impl FnMut(&StoredInput) -> Result<Bytes, E>,
) -> Result<Vec<OwnedFd>, E> {
    let mut held = 0;
    let mut last: Vec<(&StoredInput, Bytes)> = Vec::new();
    let mut descriptors = Vec::with_capacity(glimpses.len());
    for input in glimpses {
        last.retain(|(segment, _)| input.segments.contains(segment));
        let mut fragments = Vec::with_capacity(input.segments.len());
        for segment in &input.segments {
            if !last.iter().any(|(held, _)| *held == segment) {
                last.push((segment, load(segment)?));
            }
            fragments.extend(last.iter().find(|(held, _)| *held == segment).map(|(_, bytes)| bytes.clone()));
        }
        let part = excerpt(&fragments, &input.glimpse, held > BUDGET)
            .map_err(|error| StoreError::Corrupt(error.to_string()))?;
        held += part.len();
        descriptors.push(memfd_from(&part).map_err(|error| no_memory(&error))?);
    }
    Ok(descriptors)
}

/// One input that is in memory already.
pub fn open_bytes(bytes: &Bytes) -> Result<Vec<OwnedFd>, StoreError> {
    Ok(vec![memfd_from(bytes).map_err(|error| no_memory(&error))?])
}

fn no_memory(error: &io::Error) -> StoreError {
    StoreError::Internal(format!("no memory for a picture: {error}"))
}
