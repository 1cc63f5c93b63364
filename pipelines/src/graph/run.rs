//! Runs a pipeline to its end, and turns what went wrong into a [`Failure`].

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use gstreamer as gst;
use gstreamer::prelude::*;

use super::{Outbox, failure};
use crate::report::{Failure, FailureCode};

/// The first failure that a callback saw: it says more than the error that the pipeline makes of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fault(Arc<Mutex<Option<Failure>>>);

impl Fault {
    /// Keeps a callback's failure and gives the flow return that stops the pipeline.
    pub(crate) fn check<T>(&self, result: Result<T, Failure>) -> Result<T, gst::FlowError> {
        result.map_err(|failure| {
            self.set(failure);
            gst::FlowError::Error
        })
    }

    pub(crate) fn set(&self, failure: Failure) {
        self.slot().get_or_insert(failure);
    }

    pub(crate) fn take(&self) -> Option<Failure> {
        self.slot().take()
    }

    fn slot(&self) -> std::sync::MutexGuard<'_, Option<Failure>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes an element of the allow-list.
pub(crate) fn make(factory: &str) -> Result<gst::Element, Failure> {
    gst::ElementFactory::make(factory).build().map_err(|_missing| {
        failure(FailureCode::Unavailable, format!("this machine lacks the GStreamer element {factory}"))
    })
}

/// Adds elements to a pipeline and links them in order.
pub(crate) fn chain(pipeline: &gst::Pipeline, elements: &[&gst::Element]) -> Result<(), Failure> {
    for element in elements {
        if element.parent().is_none() {
            pipeline.add(*element).map_err(|_refused| failure(FailureCode::Internal, "a pipeline took no element"))?;
        }
    }
    gst::Element::link_many(elements)
        .map_err(|_refused| failure(FailureCode::Internal, "elements do not fit each other"))
}

/// Plays until the end of the stream, an error, or a fault.
pub(crate) fn run_to_end(pipeline: &gst::Pipeline, fault: &Fault) -> Result<(), Failure> {
    let outcome = play(pipeline);
    // Going down joins every streaming thread: nothing calls back after this.
    let _ = pipeline.set_state(gst::State::Null);
    match fault.take() {
        Some(failure) => Err(failure),
        None => outcome,
    }
}

fn play(pipeline: &gst::Pipeline) -> Result<(), Failure> {
    use gst::MessageView;
    let bus = pipeline.bus().ok_or_else(|| failure(FailureCode::Internal, "a pipeline has no bus"))?;
    // Nothing is played in real time.
    pipeline.use_clock(None::<&gst::Clock>);
    let started = pipeline.set_state(gst::State::Playing);
    loop {
        // When starting failed, the reason is on the bus already.
        let wait = if started.is_ok() { gst::ClockTime::NONE } else { Some(gst::ClockTime::ZERO) };
        let message = bus.timed_pop_filtered(wait, &[gst::MessageType::Eos, gst::MessageType::Error]);
        let Some(message) = message else {
            return Err(failure(FailureCode::Internal, "a pipeline did not start"));
        };
        match message.view() {
            MessageView::Eos(_) => return Ok(()),
            MessageView::Error(error) => return Err(from_error(&error.error(), error.debug().as_deref())),
            _ => {}
        }
    }
}

fn from_error(error: &gst::glib::Error, details: Option<&str>) -> Failure {
    tracing::debug!(%error, details, "pipeline error");
    let code =
        match (error.kind::<gst::StreamError>(), error.kind::<gst::ResourceError>(), error.kind::<gst::CoreError>()) {
            (Some(gst::StreamError::Decrypt | gst::StreamError::DecryptNokey), ..) => FailureCode::Encrypted,
            (Some(gst::StreamError::CodecNotFound), ..) => FailureCode::UnsupportedCodec,
            (Some(_), ..) => FailureCode::CorruptMedia,
            (_, _, Some(gst::CoreError::MissingPlugin)) => FailureCode::Unavailable,
            _ => FailureCode::Internal,
        };
    let sentence = match code {
        FailureCode::Encrypted => "the media is encrypted".to_owned(),
        FailureCode::CorruptMedia => "the media is damaged or incomplete".to_owned(),
        // GStreamer's own words hold no path here: there is none in the worker.
        _ => error.message().to_owned(),
    };
    failure(code, sentence)
}

/// Reports progress now and then, not with every frame.
pub(crate) struct Pace {
    last: Mutex<Instant>,
}

impl Pace {
    const EVERY: Duration = Duration::from_millis(200);

    pub(crate) fn new() -> Self {
        Self { last: Mutex::new(Instant::now()) }
    }

    pub(crate) fn tick(&self, outbox: &dyn Outbox, done: impl FnOnce() -> f64) -> Result<(), Failure> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.elapsed() < Self::EVERY {
            return Ok(());
        }
        *last = Instant::now();
        outbox.progress(done().clamp(0.0, 1.0))
    }
}
