//! One span a message, under the sender's.

use std::{
    fmt,
    sync::{Arc, Mutex},
};

use tracing::{
    Dispatch, Instrument, Subscriber, debug_span,
    field::{Field, Visit},
    span::{Attributes, Id},
};
use tracing_subscriber::{
    Layer, Registry,
    layer::{Context, SubscriberExt},
    registry::LookupSpan,
};

use super::support::{Inc, Passing, SOON, paused, spawn};

/// Writes down every span with its fields and its parent.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<String>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push_str(&format!(" {field}={value:?}"));
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Spans {
    fn on_new_span(&self, span: &Attributes<'_>, _: &Id, ctx: Context<'_, S>) {
        let parent = span.parent().and_then(|id| ctx.span(id)).map_or("nobody", |span| span.name());
        let mut line = Line(format!("{parent} > {}", span.metadata().name()));
        span.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }
}

#[test]
fn a_message_is_handled_in_a_span_under_its_senders() {
    let spans = Spans::default();
    // As long as there is but one subscriber, the first thread to pass a span decides for all of them whether anybody listens;
    // threads of other tests have none.
    let _other = Dispatch::new(Registry::default());
    tracing::subscriber::with_default(Registry::default().with(spans.clone()), || {
        paused(async |system| {
            let subject = spawn::<Passing>(&system, &Arc::default());
            let request = debug_span!(parent: None, "request");
            subject.ask(Inc, SOON).instrument(request).await.unwrap();
        });
    });
    let handle = "request > actor.handle actor=\"passing\" instance=1 message=\"Inc\" generation=0";
    assert_eq!(*spans.0.lock().unwrap(), ["nobody > request", handle]);
}
