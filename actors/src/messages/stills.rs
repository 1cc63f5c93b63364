//! Messages about a video's stills.

use bytes::Bytes;
use playhouse_pipelines::report::Failure;

use crate::message;
use crate::model::VideoId;
use crate::ports::StoreError;
use crate::runtime::Handle;
use crate::stills::Stills;

/// The actor that makes a video's stills, started if need be.
pub struct FindStills {
    pub video: VideoId,
}

/// The segment map of a video is complete.
pub struct MapCompleted;

/// What a video's owner wants as its poster.
#[derive(Debug, Clone)]
pub enum PosterChoice {
    /// The frame at this time, seconds.
    Frame(f64),
    /// An image, as it was uploaded.
    Image(Bytes),
    /// What we would choose.
    Automatic,
}

/// Changes the poster; the answer comes when the change is durable.
pub struct ChoosePoster {
    pub choice: PosterChoice,
}

/// Why a poster was not changed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PosterError {
    /// There is no picture to choose from yet.
    #[error("the video has no picture")]
    NoPicture,
    #[error("{}", .0.detail)]
    Failed(Failure),
    #[error(transparent)]
    Store(#[from] StoreError),
}

message! {
    FindStills => Handle<Stills>;
    MapCompleted;
    ChoosePoster => Result<(), PosterError>;
}
