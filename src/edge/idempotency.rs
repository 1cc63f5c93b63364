//! `Idempotency-Key`: a POST that is sent twice is done once (draft-ietf-httpapi-idempotency-key-header-07).
//!
//! The first answer is kept for a day and given again to the same request of the same person. Another request under the same
//! key is refused, and so is a repetition while the first is under way. What may come out otherwise next time (the server's
//! own troubles, a missing right, too many requests) is not kept. Wraps the routes that make something and whose answers hold no
//! secret: they are stored as they are.

use std::sync::Arc;
use std::time::Duration;

use actix_http::h1;
use actix_web::body::{BodySize, BoxBody, MessageBody, to_bytes};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, ResponseError, web};
use bytes::Bytes;
use playhouse_actors::model::Timestamp;
use playhouse_actors::ports::{Claim, Claimed, Idempotency, KeptAnswer};

use super::api::whole_body;
use super::app::App;
use super::auth::MaybeSignedIn;
use super::error::{ApiError, Code};
use super::routes::JSON_BYTES;
use crate::config::{MacOf, Secret, write_hex};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// On an answer that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const LONGEST_KEY: usize = 255;
/// Larger answers are not kept.
const LARGEST_ANSWER: u64 = 256 << 10;
const KEPT: Duration = Duration::from_secs(24 * 3600);
/// Who has not answered by then has died.
const PATIENCE: Duration = Duration::from_secs(300);

pub struct Repeats {
    store: Arc<dyn Idempotency>,
    mac: MacOf,
}

impl Repeats {
    #[must_use]
    pub fn new(store: Arc<dyn Idempotency>, secret: &Secret) -> Self {
        Self { store, mac: MacOf::new(&secret.key("idempotency")) }
    }

    /// Keyed, so that what is stored does not help to guess a password that is in a body.
    fn fingerprint(&self, request: &ServiceRequest, body: &[u8]) -> String {
        let mut message = format!("{} {}\n", request.method(), request.uri()).into_bytes();
        message.extend_from_slice(body);
        let mut text = String::new();
        write_hex(&mut text, &self.mac.of(&message));
        text
    }
}

/// The key, bare or as a string of structured fields (RFC 8941, 3.3.3).
fn read_key(value: &HeaderValue) -> Result<String, ApiError> {
    let text = value.to_str().unwrap_or_default().trim();
    let key = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let is_plain = key.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\');
    if is_plain && (1..=LONGEST_KEY).contains(&key.len()) {
        return Ok(key.to_owned());
    }
    Err(ApiError::new(Code::BadRequest, "`Idempotency-Key` has 1 to 255 letters, digits and signs, best a UUID."))
}

/// Wraps a resource: its POSTs with a key are done once.
pub async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(key) = request.headers().get(KEY).filter(|_| request.method() == Method::POST).cloned() else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let Some(app) = request.app_data::<web::Data<App>>().cloned() else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    match Box::pin(claim(&app, request, &key)).await {
        Ok((request, claim)) => run(&app.repeats, request, next, claim).await,
        Err(answered) => Ok(*answered),
    }
}

/// The request and its claim, when it is the first of its kind; else its answer.
async fn claim(
    app: &App,
    mut request: ServiceRequest,
    key: &HeaderValue,
) -> Result<(ServiceRequest, Claim), Box<ServiceResponse>> {
    let outcome = try_claim(app, &mut request, key).await;
    let answer = match outcome {
        Ok((claim, Claimed::New)) => return Ok((request, claim)),
        Ok((_, Claimed::Answered(kept))) => replay(kept),
        Ok((_, Claimed::UnderWay)) => {
            ApiError::new(Code::IdempotencyUnderWay, "The same request is under way; ask again in a moment.")
                .error_response()
        }
        Ok((_, Claimed::Other)) => {
            ApiError::new(Code::IdempotencyKeyReused, "This key came with another request; take a new one.")
                .error_response()
        }
        Err(error) => error.error_response(),
    };
    Err(Box::new(request.into_response(answer)))
}

async fn try_claim(app: &App, request: &mut ServiceRequest, key: &HeaderValue) -> Result<(Claim, Claimed), ApiError> {
    let key = read_key(key)?;
    let who = request.extract::<MaybeSignedIn>().await?;
    let payload = request.extract::<web::Payload>().await.map_err(|_none| ApiError::busy())?;
    let body = whole_body(payload, JSON_BYTES).await?;
    let fingerprint = app.repeats.fingerprint(request, &body);
    request.set_payload(unread(body));
    let owner = who.0.map_or_else(|| "nobody".to_owned(), |who| who.user.id.to_string());
    let claim = Claim { owner, key, fingerprint };
    let claimed = app.repeats.store.claim(&claim, Timestamp::now(), PATIENCE).await?;
    Ok((claim, claimed))
}

/// A body that was read, to be read again.
fn unread(body: Bytes) -> Payload {
    let (_, mut payload) = h1::Payload::create(true);
    payload.unread_data(body);
    payload.into()
}

fn replay(kept: KeptAnswer) -> HttpResponse {
    let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    response.insert_header((REPLAYED, "true"));
    if let Some(kind) = kept.content_type {
        response.insert_header((CONTENT_TYPE, kind));
    }
    response.body(kept.body)
}

async fn run(
    repeats: &Repeats,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
    claim: Claim,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = match next.call(request).await {
        Ok(response) => response.map_into_boxed_body(),
        Err(error) => {
            // A refusal on its way: what is wrong with the request may be put right.
            release(repeats, &claim).await;
            return Err(error);
        }
    };
    let is_small = matches!(response.response().body().size(), BodySize::None | BodySize::Sized(..=LARGEST_ANSWER));
    if !is_small || !is_final(response.status()) {
        release(repeats, &claim).await;
        return Ok(response);
    }
    let (request, response) = response.into_parts();
    let (head, body) = response.into_parts();
    let body = to_bytes(body).await.map_err(|_broken| ApiError::busy())?;
    let content_type = head.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).map(str::to_owned);
    let text = String::from_utf8_lossy(&body).into_owned();
    let kept = KeptAnswer { status: head.status().as_u16(), content_type, body: text };
    if let Err(error) = repeats.store.settle(&claim, kept, Timestamp::now().plus(KEPT)).await {
        tracing::warn!(%error, "an answer could not be kept under its key");
    }
    Ok(ServiceResponse::new(request, head.set_body(BoxBody::new(body))))
}

async fn release(repeats: &Repeats, claim: &Claim) {
    if let Err(error) = repeats.store.release(claim).await {
        tracing::warn!(%error, "a key could not be given back; it comes back by itself");
    }
}

/// Whether the same request would be answered the same again.
fn is_final(status: StatusCode) -> bool {
    let may_pass = [401, 403, 404, 408, 425, 429].contains(&status.as_u16());
    status.is_success() || (status.is_client_error() && !may_pass)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_bare_or_quoted_and_plain() {
        let read = |text: &str| read_key(&HeaderValue::from_str(text).unwrap()).ok();
        assert_eq!(read("8e03978e-40d5"), Some("8e03978e-40d5".to_owned()));
        assert_eq!(read("\"8e03978e-40d5\""), Some("8e03978e-40d5".to_owned()));
        assert_eq!(read(&"x".repeat(255)).map(|key| key.len()), Some(255));
        for bad in ["", "\"\"", "two words", "a\"b", &"x".repeat(256)] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_may_pass_is_not_kept() {
        let is = |status: u16| is_final(StatusCode::from_u16(status).unwrap());
        assert!([200, 201, 204, 400, 409, 422].into_iter().all(is));
        assert!(![401, 403, 404, 429, 500, 503, 504].into_iter().any(is));
    }
}
