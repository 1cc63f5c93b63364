//! The whole table of rates, and who is counted as whom.
//!
//! Every request belongs to one class; each class has a quota for one client (the person whose token it carries, else the
//! address). What guesses at passwords is counted by address and for the whole server as well, and by account: there
//! failures count, and a device on which the account has logged in before has a count of its own, so that
//! nobody can lock a person out. Media is not counted: it is served by a loop of its own ([`super::connection`]).

use std::sync::Arc;
use std::time::Duration;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, ResponseError, web};
use playhouse_actors::model::{Quota, UserId};
use playhouse_actors::ports::{RateLimiter, Verdict};

use super::app::App;
use super::auth;
use super::client_address::ClientAddress;
use super::error::ApiError;
use crate::config::Network;

const fn per_second(burst: u32, rate: u32) -> Quota {
    Quota::new(burst, Duration::from_nanos(1_000_000_000 / rate as u64))
}

/// What a request is to the rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    LogIn,
    SignUp,
    Refresh,
    /// Links for new passwords.
    Recover,
    /// Bytes of uploads and questions about them.
    Transfer,
    /// Where people are in videos: told every few seconds by every player.
    Position,
    Write,
    Read,
    /// Pages, files of the app, health.
    Free,
}

impl Class {
    fn of(method: &Method, path: &str) -> Self {
        let Some(call) = path.strip_prefix("/api/v1/") else { return Self::Free };
        let is_read = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
        match call {
            // Both cost a password's hash.
            "auth/login" | "users/me/password" => Self::LogIn,
            "users/register" => Self::SignUp,
            // Costs a hash, as a log-in does.
            "auth/password/reset" => Self::LogIn,
            "auth/password/forgot" => Self::Recover,
            "auth/refresh" => Self::Refresh,
            _ if call.starts_with("uploads/") => Self::Transfer,
            _ if *method == Method::PUT && call.starts_with("videos/") && call.ends_with("/watch") => Self::Position,
            _ if is_read => Self::Read,
            _ => Self::Write,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::LogIn => "log-in",
            Self::SignUp => "sign-up",
            Self::Refresh => "refresh",
            Self::Recover => "recover",
            Self::Transfer => "transfer",
            Self::Position => "position",
            Self::Write => "write",
            Self::Read => "read",
            Self::Free => "free",
        }
    }

    /// For one client.
    const fn quota(self) -> Option<Quota> {
        match self {
            Self::LogIn => Some(Quota::new(60, Duration::from_secs(2))),
            Self::SignUp => Some(Quota::new(40, Duration::from_secs(15))),
            Self::Refresh => Some(per_second(120, 2)),
            Self::Recover => Some(Quota::new(20, Duration::from_secs(30))),
            Self::Transfer => Some(per_second(2000, 200)),
            Self::Position => Some(per_second(120, 4)),
            Self::Write => Some(per_second(300, 20)),
            Self::Read => Some(per_second(2000, 300)),
            Self::Free => None,
        }
    }

    /// For everybody together: what costs a password's hash, or a mail.
    const fn global(self) -> Option<Quota> {
        match self {
            Self::LogIn => Some(per_second(300, 50)),
            Self::SignUp => Some(per_second(200, 10)),
            Self::Recover => Some(per_second(100, 5)),
            _ => None,
        }
    }

    /// Whether the client is its address whatever token it carries: before anybody is signed in.
    const fn is_by_address(self) -> bool {
        matches!(self, Self::LogIn | Self::SignUp | Self::Refresh | Self::Recover)
    }
}

/// Failures of one account from devices that are not known, and of one device that is.
const FAILURES: Quota = Quota::new(10, Duration::from_secs(60));

/// Messages to one person.
const MESSAGES: Quota = Quota::new(5, Duration::from_secs(600));

/// Reports of one person: five in five minutes.
const REPORTS: Quota = Quota::new(5, Duration::from_secs(60));

/// Counts requests. Without a limiter nothing is counted.
pub struct RateLimits {
    limiter: Option<Arc<dyn RateLimiter>>,
    trusted_proxies: Vec<Network>,
}

impl RateLimits {
    #[must_use]
    pub fn new(limiter: Option<Arc<dyn RateLimiter>>, trusted_proxies: Vec<Network>) -> Self {
        Self { limiter, trusted_proxies }
    }

    /// Whether anything is counted.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.limiter.is_some()
    }

    /// Whom a request without a person is counted as; none when the transport does not tell.
    #[must_use]
    pub fn address(&self, request: &HttpRequest) -> Option<ClientAddress> {
        ClientAddress::of(request, &self.trusted_proxies)
    }

    async fn take(&self, key: &str, quota: Quota) -> Result<(), ApiError> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        match limiter.take(key, quota).await? {
            Verdict::Admitted => Ok(()),
            Verdict::Wait(wait) => Err(ApiError::rate_limited(wait)),
        }
    }

    /// Counts a request that is about to be answered.
    async fn admit(&self, app: &App, request: &ServiceRequest) -> Result<(), ApiError> {
        // As the router reads it: another spelling of a call is the same call.
        let class = Class::of(request.method(), request.match_info().as_str());
        let Some(quota) = class.quota() else { return Ok(()) };
        let person = if class.is_by_address() { None } else { auth::claimed(app, request.request()) };
        let client = match (person, self.address(request.request())) {
            (Some(person), _) => format!("person {person}"),
            (None, Some(address)) => format!("address {address}"),
            (None, None) => return Ok(()),
        };
        self.take(&format!("{} {client}", class.name()), quota).await?;
        match class.global() {
            Some(quota) => self.take(class.name(), quota).await,
            None => Ok(()),
        }
    }

    /// Counts a message that somebody has had sent; the key says who sends or who is sent to.
    pub async fn message(&self, key: &str) -> Result<(), ApiError> {
        self.take(&format!("message {key}"), MESSAGES).await
    }

    /// Counts a report that somebody makes.
    pub async fn report(&self, user: &UserId) -> Result<(), ApiError> {
        self.take(&format!("report {user}"), REPORTS).await
    }

    /// Counts a guess at a secret of an account before it is looked at; give it back when it was right.
    pub async fn guess(&self, account: &str, device: Option<&str>) -> Result<Guess, ApiError> {
        let key = match device {
            Some(device) => format!("guess {account} from {device}"),
            None => format!("guess {account}"),
        };
        self.take(&key, FAILURES).await?;
        Ok(Guess(key))
    }

    /// A right guess is none.
    pub async fn forgive(&self, guess: Guess) -> Result<(), ApiError> {
        if let Some(limiter) = &self.limiter {
            limiter.give_back(&guess.0, FAILURES).await?;
        }
        Ok(())
    }
}

/// A guess that was counted.
#[must_use]
pub struct Guess(String);

/// Turns away what comes too often.
pub async fn guard<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let app = request.app_data::<web::Data<App>>().cloned();
    let counted = async {
        match &app {
            Some(app) => app.rate_limits.admit(app, &request).await,
            None => Ok(()),
        }
    };
    if let Err(refusal) = counted.await {
        return Ok(request.into_response(refusal.error_response()).map_into_right_body());
    }
    Ok(next.call(request).await?.map_into_left_body())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_has_its_class() {
        for (method, path, class) in [
            (Method::POST, "/api/v1/auth/login", Class::LogIn),
            (Method::POST, "/api/v1/users/register", Class::SignUp),
            (Method::POST, "/api/v1/auth/refresh", Class::Refresh),
            (Method::POST, "/api/v1/auth/password/forgot", Class::Recover),
            (Method::POST, "/api/v1/auth/password/reset", Class::LogIn),
            (Method::PATCH, "/api/v1/uploads/abc", Class::Transfer),
            (Method::HEAD, "/api/v1/uploads/abc", Class::Transfer),
            (Method::POST, "/api/v1/uploads", Class::Write),
            (Method::OPTIONS, "/api/v1/uploads", Class::Read),
            (Method::GET, "/api/v1/videos", Class::Read),
            (Method::DELETE, "/api/v1/videos/abc", Class::Write),
            (Method::PUT, "/api/v1/videos/abc/watch", Class::Position),
            (Method::POST, "/api/v1/videos/abc/watch", Class::Write),
            (Method::GET, "/watch/abc", Class::Free),
            (Method::GET, "/healthz", Class::Free),
        ] {
            assert_eq!(Class::of(&method, path), class, "{method} {path}");
        }
    }
}
