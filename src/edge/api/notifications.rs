//! `/users/me/notifications` and what the person wants to be told of.

use actix_web::web;
use playhouse_actors::model::{Notification, NotificationId, NotificationKind, Timestamp, User};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::follows::PersonDto;
use super::{Checks, parse_cursor, write_cursor};
use crate::edge::App;
use crate::edge::auth::SignedIn;
use crate::edge::error::{ApiError, Problem};
use crate::edge::policy;

const PAGE: usize = 30;
/// Notifications that are named in one call.
const MOST_IDS: usize = 500;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NotificationQuery {
    cursor: Option<String>,
    /// 1 to 100
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VideoLabel)]
pub struct VideoLabelDto {
    pub id: String,
    pub title: String,
}

/// Something that a person was told of.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notification)]
pub struct NotificationDto {
    pub id: String,
    /// `reply`, `mention`, `new_video`, `upload_ready`, `upload_failed` or `follow`
    pub kind: String,
    /// What it is about; none when the person may not see it any more.
    pub video: Option<VideoLabelDto>,
    /// The id of a comment of this video.
    pub comment: Option<String>,
    /// Who did it.
    pub actor: Option<PersonDto>,
    /// RFC 3339, UTC
    pub created_at: String,
    pub read_at: Option<String>,
}

impl From<&Notification> for NotificationDto {
    fn from(notification: &Notification) -> Self {
        let view = notification.view();
        Self {
            id: view.id.to_owned(),
            kind: view.kind.as_str().to_owned(),
            video: view.video.map(|video| VideoLabelDto { id: video.id.to_owned(), title: video.title.to_owned() }),
            comment: view.comment.map(str::to_owned),
            actor: view.actor.map(PersonDto::from),
            created_at: view.created_at,
            read_at: view.read_at,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationPage {
    /// The newest first.
    pub items: Vec<NotificationDto>,
    pub next_cursor: Option<String>,
    /// Of all of them.
    pub unread: u64,
}

/// What is read: those with these ids, or all.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadNotifications {
    /// Up to 500
    ids: Option<Vec<String>>,
    all: Option<bool>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct UnreadCount {
    pub unread: u64,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NotificationSetting)]
pub struct SettingDto {
    /// `reply`, `mention`, `new_video`, `upload_ready`, `upload_failed` or `follow`
    pub kind: String,
    /// Whether the person is told in the app.
    pub in_app: bool,
}

/// One for each kind; in a change, those that are not named stay.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NotificationSettings {
    pub items: Vec<SettingDto>,
}

/// What the person who asks was told of in the last 90 days.
#[utoipa::path(get, path = "/api/v1/users/me/notifications", tag = "notifications", params(NotificationQuery), responses(
    (status = 200, body = NotificationPage),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(
    app: web::Data<App>,
    query: web::Query<NotificationQuery>,
    who: SignedIn,
) -> Result<web::Json<NotificationPage>, ApiError> {
    let after = query.cursor.as_deref().map(parse_cursor).transpose()?;
    let limit = query.limit.unwrap_or(PAGE).clamp(1, 100);
    let page = app.social.notifications.notifications(&who.user.id, after, limit).await?;
    let items = page.items.into_iter().map(|told| NotificationDto::from(&as_seen_by(&who.user, told))).collect();
    Ok(web::Json(NotificationPage {
        items,
        next_cursor: page.next.as_ref().map(write_cursor),
        unread: app.social.notifications.unread(&who.user.id).await?,
    }))
}

/// Without what has been hidden since.
fn as_seen_by(user: &User, notification: Notification) -> Notification {
    let video = notification.video.filter(|video| policy::may_see(Some(user), video));
    Notification { video, ..notification }
}

/// Notes that notifications were read; those of other people stay as they are.
#[utoipa::path(post, path = "/api/v1/users/me/notifications/read", tag = "notifications", request_body = ReadNotifications, responses(
    (status = 200, body = UnreadCount, description = "how many are left"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn read(
    app: web::Data<App>,
    who: SignedIn,
    body: web::Json<ReadNotifications>,
) -> Result<web::Json<UnreadCount>, ApiError> {
    let body = body.into_inner();
    let is_all = body.all == Some(true);
    let ids = body.ids.map(|ids| ids.iter().map(|id| NotificationId::parse(id)).collect::<Option<Vec<_>>>());
    let mut checks = Checks::default();
    checks.require(ids.is_some() != is_all, "", "Name either `ids` or `all`.");
    let are_ids = ids.as_ref().is_none_or(|ids| ids.as_ref().is_some_and(|ids| ids.len() <= MOST_IDS));
    checks.require(are_ids, "/ids", "These are up to 500 ids of notifications.");
    checks.done()?;
    let unread = app.social.notifications.read_notifications(&who.user.id, ids.flatten(), Timestamp::now()).await?;
    app.social.board.tell_unread(&who.user.id, unread);
    Ok(web::Json(UnreadCount { unread }))
}

/// What the person who asks wants to be told of.
#[utoipa::path(get, path = "/api/v1/users/me/notification-settings", tag = "notifications", responses(
    (status = 200, body = NotificationSettings),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn settings(app: web::Data<App>, who: SignedIn) -> Result<web::Json<NotificationSettings>, ApiError> {
    let unwanted = app.social.notifications.unwanted_notifications(&who.user.id).await?;
    let setting =
        |kind: NotificationKind| SettingDto { kind: kind.as_str().to_owned(), in_app: !unwanted.contains(&kind) };
    Ok(web::Json(NotificationSettings { items: NotificationKind::ALL.into_iter().map(setting).collect() }))
}

/// Changes what the person who asks wants to be told of.
#[utoipa::path(put, path = "/api/v1/users/me/notification-settings", tag = "notifications", request_body = NotificationSettings, responses(
    (status = 200, body = NotificationSettings, description = "as they are now"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn put_settings(
    app: web::Data<App>,
    who: SignedIn,
    body: web::Json<NotificationSettings>,
) -> Result<web::Json<NotificationSettings>, ApiError> {
    let mut kinds = Vec::new();
    let mut checks = Checks::default();
    for (number, setting) in body.into_inner().items.into_iter().enumerate() {
        let kind = NotificationKind::parse(&setting.kind);
        let pointer = format!("/items/{number}/kind");
        checks.require(kind.is_some(), &pointer, "There is no such kind of notification.");
        kinds.extend(kind.map(|kind| (kind, setting.in_app)));
    }
    checks.done()?;
    app.social.notifications.want_notifications(&who.user.id, kinds).await?;
    settings(app, who).await
}
