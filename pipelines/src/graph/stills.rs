//! Stills: what each job makes is in a file of its own.

mod film;
mod frames;
mod image;
mod picture;
mod preview;
mod score;

use std::os::fd::OwnedFd;

use super::Outbox;
use crate::report::{Failure, Summary};
use crate::spec::StillJob;

pub(crate) fn run(job: &StillJob, inputs: Vec<OwnedFd>, outbox: &dyn Outbox) -> Result<Summary, Failure> {
    match job {
        StillJob::Poster(job) => film::poster(job, inputs, outbox),
        StillJob::Storyboard(job) => film::storyboard(job, inputs, outbox),
        StillJob::Preview(job) => preview::run(job, inputs, outbox),
        StillJob::Image(job) => image::run(job, inputs, outbox),
    }
}
