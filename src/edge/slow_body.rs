//! Bodies must come on: who sends next to nothing keeps a connection and a handler for nothing.
//!
//! Actix bounds the time of a head, not that of a body. Here [`LEAST`] bytes must come in each window; the rest of a body
//! that does not is broken off, as if the client had gone: an upload keeps what came, everything else is refused.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpMessage;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use bytes::Bytes;
use futures::Stream;
use tokio::time::{Instant, Sleep, sleep};

/// With the default window half a kilobyte a second: slower than a telephone line.
const LEAST: usize = 16 << 10;

struct Paced<S> {
    body: S,
    window: Duration,
    /// Bytes since the window began.
    came: usize,
    end: Pin<Box<Sleep>>,
}

impl<S> Paced<S> {
    fn new(body: S, window: Duration) -> Self {
        Self { body, window, came: 0, end: Box::pin(sleep(window)) }
    }
}

impl<S: Stream<Item = Result<Bytes, PayloadError>> + Unpin> Stream for Paced<S> {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // Bytes that are here come first: when we were slow ourselves, nobody is blamed.
        let piece = Pin::new(&mut self.body).poll_next(cx);
        match &piece {
            Poll::Ready(Some(Ok(bytes))) => {
                self.came += bytes.len();
                if self.came >= LEAST {
                    self.came = 0;
                    let end = Instant::now() + self.window;
                    self.end.as_mut().reset(end);
                }
            }
            Poll::Pending if self.end.as_mut().poll(cx).is_ready() => {
                return Poll::Ready(Some(Err(PayloadError::Incomplete(None))));
            }
            Poll::Ready(_) | Poll::Pending => {}
        }
        piece
    }
}

/// Puts a pace on the body of a request, if it may have one.
pub fn pace(request: &mut ServiceRequest, window: Duration) {
    if request.method().is_safe() {
        return;
    }
    let body: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> =
        Box::pin(Paced::new(request.take_payload(), window));
    request.set_payload(Payload::from(body));
}

#[cfg(test)]
mod tests {
    use futures::StreamExt;
    use futures::stream;
    use tokio::sync::mpsc;

    use super::*;

    /// So short that a test waits for it, so long that what is there already is read before.
    const SHORT: Duration = Duration::from_millis(300);

    fn fed() -> (mpsc::UnboundedSender<Bytes>, impl Stream<Item = Result<Bytes, PayloadError>> + Unpin) {
        let (sender, receiver) = mpsc::unbounded_channel();
        let body = stream::unfold(receiver, async |mut receiver| Some((Ok(receiver.recv().await?), receiver)));
        (sender, Box::pin(body))
    }

    #[tokio::test]
    async fn threat_28_a_body_that_trickles_is_broken_off_and_one_that_comes_on_is_not() {
        let (trickle, body) = fed();
        let mut body = Paced::new(body, SHORT);
        trickle.send(Bytes::from_static(b"x")).unwrap();
        assert_eq!(body.next().await.unwrap().unwrap(), "x");
        assert!(matches!(body.next().await, Some(Err(PayloadError::Incomplete(None)))));

        // The control: as many windows as it likes, as long as enough comes in each.
        let (steady, body) = fed();
        let mut body = Paced::new(body, SHORT);
        let started = Instant::now();
        while started.elapsed() < SHORT * 2 {
            steady.send(Bytes::from(vec![0; LEAST])).unwrap();
            assert_eq!(body.next().await.unwrap().unwrap().len(), LEAST);
        }
        drop(steady);
        assert!(body.next().await.is_none());
    }
}
