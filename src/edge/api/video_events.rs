//! `/videos/{id}/events`: what becomes of a video, as Server-Sent Events (WHATWG HTML, 9.2).
//!
//! The stream ends when the video is ready, failed or gone, when its reader may no longer see it or is signed out, and when
//! the server stops. Nothing waits for a slow reader: what it has missed is summed up in the next event.

use std::collections::VecDeque;
use std::time::Duration;

use actix_server::GracefulShutdownSignal;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use futures::stream;
use playhouse_actors::model::{LadderProgress, Video, VideoEvent, VideoFailure, VideoId, VideoState};
use playhouse_actors::video_events::Subscription;
use serde::Serialize;
use utoipa::ToSchema;

use super::video_dto::{FailureDto, ladder_of};
use crate::edge::App;
use crate::edge::auth::MaybeSignedIn;
use crate::edge::error::{ApiError, Code, Problem};
use crate::edge::policy::{self, visible};
use crate::edge::streams::{Client, Place};

/// So often it is looked whether the reader may still see the video; something is sent then, so that a reader that has
/// gone is noticed.
const LOOK: Duration = Duration::from_secs(10);
/// What a browser waits before it comes back, milliseconds.
const RETRY: u32 = 3000;

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = RenditionProgress)]
pub struct RenditionProgressDto {
    name: String,
    /// 0 to 1
    progress: f64,
    /// Seconds until it is complete; none while nobody can tell.
    eta: Option<f64>,
}

/// The data of one event; its `type` is the name of the event.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(tag = "type")]
#[schema(as = VideoEvent)]
pub enum VideoEventDto {
    #[serde(rename = "video.state")]
    State {
        /// `uploading`, `processing`, `playable`, `ready` or `failed`
        state: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        failure: Option<FailureDto>,
    },
    #[serde(rename = "video.progress")]
    Progress {
        /// Mean of the renditions, 0 to 1.
        progress: f64,
        /// Seconds until all of them are complete; none while nobody can tell.
        eta: Option<f64>,
        /// For the owner alone.
        #[serde(skip_serializing_if = "Option::is_none")]
        renditions: Option<Vec<RenditionProgressDto>>,
    },
    /// There is no such video any more, or not for you.
    #[serde(rename = "video.deleted")]
    Deleted,
}

fn is_final(state: VideoState) -> bool {
    matches!(state, VideoState::Ready | VideoState::Failed)
}

/// What becomes of a video, as it happens: `video.state`, `video.progress` and `video.deleted`. The first two come at
/// once, as things stand. After a reconnect to a video that has been told to be `ready` or `failed` the answer is 204.
#[utoipa::path(get, path = "/api/v1/videos/{id}/events", tag = "videos", params(("id" = String, Path)), responses(
    (status = 200, body = VideoEventDto, content_type = "text/event-stream", description = "An event's `data` is one of these"),
    (status = 204, description = "Nothing more will be told"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub async fn events(
    app: web::Data<App>,
    id: web::Path<String>,
    who: MaybeSignedIn,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let video_id = VideoId::parse(&id).ok_or_else(ApiError::not_found)?;
    let draining = request
        .app_data::<GracefulShutdownSignal>()
        .cloned()
        .ok_or_else(|| ApiError::new(Code::Internal, "The server is not put together."))?;
    let place = app.streams.take(Client::of(&app, &request, &who)).ok_or_else(|| {
        ApiError::new(Code::TooManyStreams, "Too many streams of events are open; close some, or ask for the video.")
    })?;
    // Before the video is read: what happens in between is told.
    let subscription = app.video_events.subscribe(&video_id);
    let video = visible(&app, &id, &who).await?;
    let last = request.headers().get("last-event-id").and_then(|value| value.to_str().ok());
    if is_final(video.state) && last == Some(video.state.as_str()) {
        return Ok(HttpResponse::NoContent().finish());
    }
    let is_owner = policy::is_owner(who.0.as_ref().map(|who| &who.user.id), &video);
    let mut feed = Feed {
        app,
        who,
        is_owner,
        subscription,
        draining,
        unsent: VecDeque::from([Bytes::from(format!("retry: {RETRY}\n\n"))]),
        told_state: None,
        told_progress: None,
        is_over: false,
        _place: place,
    };
    feed.tell_all(&video).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/event-stream"))
        .insert_header((CACHE_CONTROL, "no-store"))
        // Proxies of the nginx kind would hold events back.
        .insert_header(("x-accel-buffering", "no"))
        .streaming(stream::unfold(feed, Feed::next)))
}

/// One reader's stream.
struct Feed {
    app: web::Data<App>,
    who: MaybeSignedIn,
    is_owner: bool,
    subscription: Subscription,
    draining: GracefulShutdownSignal,
    unsent: VecDeque<Bytes>,
    told_state: Option<VideoState>,
    told_progress: Option<VideoEventDto>,
    /// Nothing comes after what is unsent.
    is_over: bool,
    _place: Place,
}

impl Feed {
    async fn next(mut self) -> Option<(Result<Bytes, actix_web::Error>, Self)> {
        loop {
            if let Some(bytes) = self.unsent.pop_front() {
                return Some((Ok(bytes), self));
            }
            if self.is_over {
                return None;
            }
            let outcome = tokio::select! {
                () = self.draining.notified() => return None,
                () = self.who.ended(&self.app) => return None,
                event = self.subscription.next() => match event {
                    Some(event) => self.tell(event).await,
                    None => return None,
                },
                () = tokio::time::sleep(LOOK) => self.look().await,
            };
            if let Err(error) = outcome {
                // The reader comes back and is told why.
                tracing::debug!(%error, "a stream of events ends early");
                return None;
            }
        }
    }

    async fn tell(&mut self, event: VideoEvent) -> Result<(), ApiError> {
        match event {
            VideoEvent::State { state, .. } if is_final(state) => return self.look().await,
            VideoEvent::State { state, failure } => self.tell_state(state, failure),
            VideoEvent::Progress(ladder) => self.tell_progress(ladder),
            VideoEvent::Deleted => self.end(),
        }
        Ok(())
    }

    /// Looks at the video anew.
    async fn look(&mut self) -> Result<(), ApiError> {
        let id = self.subscription.video().to_string();
        let video = match visible(&self.app, &id, &self.who).await {
            Ok(video) => video,
            Err(error) if error.is(Code::NotFound) => {
                self.end();
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        self.tell_all(&video).await?;
        if self.unsent.is_empty() {
            self.unsent.push_back(Bytes::from_static(b":\n\n"));
        }
        Ok(())
    }

    /// Everything that is not told yet of a video as it is.
    async fn tell_all(&mut self, video: &Video) -> Result<(), ApiError> {
        let ladder = match self.subscription.progress().filter(|_| !is_final(video.state)) {
            Some(ladder) => ladder,
            None => ladder_of(&self.app, video, &self.app.catalogue.progress(&video.id).await?),
        };
        if is_final(video.state) {
            // First how far it has come: the state ends the stream.
            self.tell_progress(ladder);
            self.tell_state(video.state, video.failure.clone());
            self.is_over = true;
        } else {
            self.tell_state(video.state, video.failure.clone());
            self.tell_progress(ladder);
        }
        Ok(())
    }

    fn tell_state(&mut self, state: VideoState, failure: Option<VideoFailure>) {
        if self.told_state.replace(state) == Some(state) {
            return;
        }
        let failure = failure.map(FailureDto::from);
        let event = VideoEventDto::State { state: state.as_str().to_owned(), failure };
        self.push(Some(state), "video.state", &event);
    }

    fn tell_progress(&mut self, ladder: LadderProgress) {
        let renditions = ladder.renditions.into_iter().map(|rung| RenditionProgressDto {
            name: rung.name,
            progress: rung.progress,
            eta: rung.eta,
        });
        let event = VideoEventDto::Progress {
            progress: ladder.progress,
            eta: ladder.eta,
            renditions: self.is_owner.then(|| renditions.collect()),
        };
        if self.told_progress.as_ref() == Some(&event) {
            return;
        }
        self.push(None, "video.progress", &event);
        self.told_progress = Some(event);
    }

    fn end(&mut self) {
        self.push(None, "video.deleted", &VideoEventDto::Deleted);
        self.is_over = true;
    }

    /// The id of an event is the last state that was told: with it a reader comes back.
    fn push(&mut self, id: Option<VideoState>, name: &str, data: &VideoEventDto) {
        let id = id.map(|state| format!("id: {}\n", state.as_str())).unwrap_or_default();
        let data = serde_json::to_string(data).unwrap_or_default();
        self.unsent.push_back(Bytes::from(format!("event: {name}\n{id}data: {data}\n\n")));
    }
}
