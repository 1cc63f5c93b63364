//! How a job gets to the media workers, and how whoever submitted it learns that it is over.
//!
//! The events of a job tell how it goes. Its end without a result needs no event: the job holds one end of a channel, and
//! whoever drops the job, be it because it had to make room or because its queue went down in a panic, drops that too. An input
//! that was damaged is repaired before the submitter hears of the end, so that trying again makes sense.

use std::sync::Arc;
use std::time::Duration;

use futures::stream;
use playhouse_pipelines::report::{Failure, FailureCode};
use playhouse_pipelines::spec::Job;
use tokio::sync::oneshot;

use crate::media_workers::MediaWorkers;
use crate::message;
use crate::messages::{
    EndCause, JobEnd, JobEvent, JobId, JobInputs, KnownProducts, MediaJob, Priority, RepairSource, SegmentError,
    SubmitJob,
};
use crate::model::{Timestamp, VideoId};
use crate::ports::SegmentKey;
use crate::runtime::{Accepts, Context, Handle, Recipient};

/// How long a repair may take: it may have to read hours of film.
const REPAIR: Duration = Duration::from_secs(15 * 60);

/// A job as whoever needs it describes it.
pub struct JobOrder {
    pub video: VideoId,
    pub version: u32,
    pub priority: Priority,
    /// Counted from 1.
    pub attempt: u32,
    /// Whether whoever submits it can do without: an operator who cancels it has [`EndReason::Failed`] come of it.
    pub is_cancellable: bool,
    pub job: Job,
    pub inputs: JobInputs,
    pub known: Arc<KnownProducts>,
}

/// Where jobs are done, and who mends what they read.
#[derive(Clone)]
pub struct MediaDesk {
    pub workers: Handle<MediaWorkers>,
    pub repairs: Recipient<RepairSource>,
}

/// A job is over. When an event has told of its end there is nothing left to say; otherwise this is all that comes of it.
pub struct JobOver {
    pub id: JobId,
    pub reason: EndReason,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndReason {
    /// It made room, or went down with its queue: it may be submitted again.
    Dropped,
    /// What it reads was damaged, or an operator cancelled it. Worth another try when the failure's code says so: then what was
    /// damaged is mended.
    Failed(Failure),
}

message! {
    JobOver;
}

/// Submits a job for an actor; `None`, and the actor fails, when the workers take none.
pub fn submit_job<A, E, O>(order: JobOrder, desk: &MediaDesk, ctx: &mut Context<A>) -> Option<JobId>
where
    A: Accepts<JobEvent, E> + Accepts<JobOver, O>,
    E: 'static,
    O: 'static,
{
    let id = JobId::next();
    let (end, over) = JobEnd::channel();
    let JobOrder { video, version, priority, attempt, is_cancellable, job, inputs, known } = order;
    let events = ctx.handle().recipient::<JobEvent, _>();
    let job = MediaJob {
        id,
        video,
        version,
        priority,
        submitted_at: Timestamp::now(),
        attempt,
        is_cancellable,
        job,
        inputs,
        known,
        events,
        end,
    };
    if let Err(error) = desk.workers.try_tell(SubmitJob(job)) {
        ctx.fail(format_args!("the media workers take no job: {error}"));
        return None;
    }
    let repairs = desk.repairs.clone();
    // A stream, for an actor that stops need not wait for it.
    ctx.add_stream("media_job.over", stream::once(async move { JobOver { id, reason: reason(over, &repairs).await } }));
    Some(id)
}

async fn reason(over: oneshot::Receiver<EndCause>, repairs: &Recipient<RepairSource>) -> EndReason {
    match over.await {
        Err(_dropped) => EndReason::Dropped,
        Ok(EndCause::InputLost(key)) => EndReason::Failed(repair(key, repairs).await),
        Ok(EndCause::Dismissed) => {
            let detail = "An operator cancelled it.".to_owned();
            EndReason::Failed(Failure { code: FailureCode::Cancelled, detail })
        }
    }
}

/// Has an input mended; the failure tells whether the job is worth another try.
async fn repair(key: SegmentKey, repairs: &Recipient<RepairSource>) -> Failure {
    let (code, detail) = match repairs.ask(RepairSource { key }, REPAIR).await {
        Ok(Ok(())) => (FailureCode::Internal, "A segment of the source was damaged; it is cut again.".to_owned()),
        Ok(Err(SegmentError::Store(error))) => (FailureCode::Internal, error.to_string()),
        Ok(Err(error)) => (FailureCode::CorruptMedia, error.to_string()),
        Err(error) => (FailureCode::Internal, format!("A segment of the source is damaged and not repaired: {error}.")),
    };
    Failure { code, detail }
}

#[cfg(test)]
mod tests {
    use super::{EndCause, EndReason, JobEnd, reason};
    use crate::messages::{RepairSource, SegmentError};
    use crate::model::VideoId;
    use crate::ports::{MediaObject, SegmentKey, StoreError};
    use crate::runtime::Recipient;

    fn repairs(answer: Result<(), SegmentError>) -> Recipient<RepairSource> {
        Recipient::from_fn(move |_, reply| {
            reply.send(answer.clone());
            Ok(())
        })
    }

    async fn reason_after(answer: Result<(), SegmentError>) -> EndReason {
        let (end, over) = JobEnd::channel();
        let object = MediaObject::Init { stream: "source-video".to_owned() };
        end.tell(EndCause::InputLost(SegmentKey { video: VideoId::random(), version: 1, object }));
        reason(over, &repairs(answer)).await
    }

    #[tokio::test]
    async fn a_job_that_goes_down_tells_and_a_repaired_input_is_worth_another_try() {
        let (end, over) = JobEnd::channel();
        drop(end);
        assert_eq!(reason(over, &repairs(Ok(()))).await, EndReason::Dropped);
        let beyond_repair = SegmentError::Failed("gone".to_owned());
        for (answer, is_retryable) in
            [(Ok(()), true), (Err(StoreError::Busy.into()), true), (Err(beyond_repair), false)]
        {
            let EndReason::Failed(failure) = reason_after(answer).await else { panic!("an input was lost") };
            assert_eq!(failure.code.is_retryable(), is_retryable, "{failure:?}");
        }
    }
}
