//! `/users/me/avatar`, `/users/me/banner`, and what is behind their URLs.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, web};
use playhouse_actors::model::{PictureId, PictureKind, User, UserId};
use playhouse_actors::pictures::PictureError;
use playhouse_actors::ports::PictureKey;
use playhouse_pipelines::report::{Failure, FailureCode};

use super::poster::image_error;
use super::profiles::own;
use super::users::UserEnvelope;
use super::whole_body;
use crate::edge::App;
use crate::edge::auth::SignedIn;
use crate::edge::error::{ApiError, Code, Problem};
use crate::edge::playback;

const IMAGE_BYTES: usize = 10 << 20;
const IMAGE_TYPES: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

/// Shows an image as avatar: JPEG, PNG or WebP, up to 10 MiB. Only its pixels are kept.
#[utoipa::path(put, path = "/api/v1/users/me/avatar", tag = "accounts",
    request_body(content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"))), responses(
    (status = 200, body = UserEnvelope),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 408, description = "`body_too_slow`", body = Problem, content_type = "application/problem+json"),
    (status = 413, body = Problem, content_type = "application/problem+json"),
    (status = 415, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn put_avatar(
    app: web::Data<App>,
    request: HttpRequest,
    who: SignedIn,
    body: web::Payload,
) -> Result<web::Json<UserEnvelope>, ApiError> {
    put_picture(&app, &request, &who.user, PictureKind::Avatar, body).await
}

/// Shows no avatar any more.
#[utoipa::path(delete, path = "/api/v1/users/me/avatar", tag = "accounts", responses(
    (status = 200, body = UserEnvelope),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn delete_avatar(app: web::Data<App>, who: SignedIn) -> Result<web::Json<UserEnvelope>, ApiError> {
    delete_picture(&app, &who.user, PictureKind::Avatar).await
}

/// Shows an image as banner: JPEG, PNG or WebP, up to 10 MiB. Only its pixels are kept.
#[utoipa::path(put, path = "/api/v1/users/me/banner", tag = "accounts",
    request_body(content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"))), responses(
    (status = 200, body = UserEnvelope),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 408, description = "`body_too_slow`", body = Problem, content_type = "application/problem+json"),
    (status = 413, body = Problem, content_type = "application/problem+json"),
    (status = 415, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn put_banner(
    app: web::Data<App>,
    request: HttpRequest,
    who: SignedIn,
    body: web::Payload,
) -> Result<web::Json<UserEnvelope>, ApiError> {
    put_picture(&app, &request, &who.user, PictureKind::Banner, body).await
}

/// Shows no banner any more.
#[utoipa::path(delete, path = "/api/v1/users/me/banner", tag = "accounts", responses(
    (status = 200, body = UserEnvelope),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn delete_banner(app: web::Data<App>, who: SignedIn) -> Result<web::Json<UserEnvelope>, ApiError> {
    delete_picture(&app, &who.user, PictureKind::Banner).await
}

async fn put_picture(
    app: &App,
    request: &HttpRequest,
    user: &User,
    kind: PictureKind,
    body: web::Payload,
) -> Result<web::Json<UserEnvelope>, ApiError> {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !IMAGE_TYPES.contains(&content_type.trim().to_ascii_lowercase().as_str()) {
        let detail = "Send `image/jpeg`, `image/png` or `image/webp`.";
        return Err(ApiError::new(Code::WrongContentType, detail));
    }
    let replace = async |image| app.pictures.replace(&user.id, kind, image).await.map_err(picture_error);
    app.admission.admit(whole_body(body, IMAGE_BYTES), replace).await?;
    Ok(web::Json(UserEnvelope { user: own(app, user).await? }))
}

async fn delete_picture(app: &App, user: &User, kind: PictureKind) -> Result<web::Json<UserEnvelope>, ApiError> {
    app.pictures.remove(&user.id, kind).await?;
    Ok(web::Json(UserEnvelope { user: own(app, user).await? }))
}

fn picture_error(error: PictureError) -> ApiError {
    match error {
        PictureError::Store(error) => error.into(),
        PictureError::Failed(failure) => image_error(&failure).unwrap_or_else(|| no_picture(&failure)),
    }
}

fn no_picture(failure: &Failure) -> ApiError {
    tracing::warn!(code = ?failure.code, detail = failure.detail, "a picture was not made");
    match failure.code {
        FailureCode::Unavailable => ApiError::busy(),
        _ => ApiError::new(Code::ImageFailed, "The image could not be made anew."),
    }
}

/// A picture: what is behind a URL never changes, and goes when another takes its place. The path is read as it was sent:
/// there is no other spelling of it, whatever a router makes of it.
pub async fn picture(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let key = picture_key(request.uri().path()).ok_or_else(ApiError::not_found)?;
    let bytes = app.pictures.read(&key).await?;
    Ok(playback::picture(bytes, &playback::conditions_of(&request)).into())
}

fn picture_key(path: &str) -> Option<PictureKey> {
    let mut parts = path.strip_prefix("/people/")?.split('/');
    let (user, kind, file) = (parts.next()?, PictureKind::parse(parts.next()?)?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (id, size) = file.strip_suffix(".jpg")?.split_once('-')?;
    let (size, _) = kind.boxes().iter().find(|(known, _)| known.to_string() == size)?;
    Some(PictureKey { user: UserId::parse(user)?, kind, id: PictureId::parse(id)?, size: *size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_46_a_picture_has_one_path() {
        assert!(picture_key("/people/user1/avatar/abc-512.jpg").is_some());
        for path in [
            "/people/../avatar/abc-512.jpg",
            "/people/%75ser1/avatar/abc-512.jpg",
            "/%70eople/user1/avatar/abc-512.jpg",
            "/people/user1/poster/abc-512.jpg",
            "/people/user1/avatar/abc-513.jpg",
            "/people/user1/avatar/abc-0512.jpg",
            "/people/user1/avatar/..%2fabc-512.jpg",
            "/people/user1/avatar/abc-512.png",
            "/people/user1/avatar/abc-512.jpg/",
            "/people/user1/avatar//abc-512.jpg",
        ] {
            assert_eq!(picture_key(path), None, "{path}");
        }
    }
}
