//! Commands, queries and events, by subject. Commands are imperative, events are in the past tense, queries are `Get…`.

mod cache;
mod eviction;
mod jobs;
mod media;
mod notice;
mod repair;
mod room;
mod session;
mod stills;
mod upload;
mod video;

pub use cache::{ForgetMedia, QuarantineObject};
pub use eviction::{EvictRung, EvictUnwatched, EvictionError, RungWatched, SweepStills};
pub use jobs::{DismissJob, GetJobs, JobRefusal, JobRun, JobView, Lane, PrioritiseJob, RestartJob};
pub use media::{
    CancelJob, EndCause, EndJobs, GlimpseInput, JobEnd, JobEvent, JobEventKind, JobId, JobInputs, KnownProducts,
    MediaJob, Priority, RaiseJob, SlotFreed, StoredInput, SubmitJob, Verdict, YieldJob,
};
pub use notice::{PasswordForgotten, SendNotice};
pub use repair::RepairSource;
pub use room::{
    ChangeComment, ChangeRoomRules, ChaptersChanged, CommentLiked, CreateComment, FindRoom, JoinRoom, ListRooms,
    RoomError, RoomView, VideoLiked,
};
pub use session::{
    ChangeAccount, ChangePassword, EndOtherSessions, EndSession, FindSessions, OpenSession, ReadPerson, RotateToken,
};
pub use stills::{ChoosePoster, FindStills, MapCompleted, PosterChoice, PosterError};
pub use upload::{
    ChunkLease, ChunkVerdict, CloseChunk, FindUpload, GetUploadProgress, LeaseId, OpenChunk, SourceGrows, SourceGrowth,
    TerminateUpload, UploadError, UploadProgress,
};
pub use video::{DeadLettersRevived, EnsureSegment, FactsArrived, FindTranscode, IngestEnded, MapGrew, SegmentError};
