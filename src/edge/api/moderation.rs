//! Reports and the rules about texts: what keeps comments civil.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use futures::future::join_all;
use playhouse_actors::messages::ChangeComment;
use playhouse_actors::model::{
    CommentChange, CommentReport, CommentState, HostRule, LinkRule, NewReport, ReportId, ReportOutcome, RuleAction,
    TextRules, UserId, WordRule,
};
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

use super::comments::comment_id;
use super::{Checks, PageQuery, rfc3339, write_cursor};
use crate::edge::App;
use crate::edge::auth::{Moderator, SignedIn};
use crate::edge::comment_writing::ask_room;
use crate::edge::error::{ApiError, Code, Problem};
use crate::edge::policy;

const PAGE: usize = 24;
const REASON: usize = 500;
const RULES: usize = 1000;
const WORD: usize = 100;
/// Comments that are taken away at once.
const PURGED_AT_ONCE: usize = 64;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportRequest {
    /// Up to 500 characters
    reason: String,
}

/// A report that nobody has answered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommentReport)]
pub struct ReportDto {
    pub id: String,
    pub comment: String,
    pub video: String,
    pub author_id: String,
    pub author: String,
    pub reporter: String,
    pub reason: String,
    /// What the comment said when it was reported.
    pub body: String,
    /// RFC 3339, UTC
    pub at: String,
}

impl From<CommentReport> for ReportDto {
    fn from(report: CommentReport) -> Self {
        Self {
            id: report.id.to_string(),
            comment: report.comment.to_string(),
            video: report.video.to_string(),
            author_id: report.author.to_string(),
            author: report.author_username,
            reporter: report.reporter_username,
            reason: report.reason,
            body: report.body,
            at: rfc3339(report.at),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReportPage {
    pub items: Vec<ReportDto>,
    /// Pass it as `cursor` for what follows.
    pub next_cursor: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolveReport {
    /// `dismissed`, or `deleted`, which takes the comment away
    outcome: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Purged {
    /// Comments that were taken away
    pub comments: usize,
}

/// What becomes of a comment.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RuleAction)]
pub enum ActionDto {
    /// It waits to be looked at.
    Hold,
    /// It is not taken.
    Refuse,
}

impl From<RuleAction> for ActionDto {
    fn from(action: RuleAction) -> Self {
        match action {
            RuleAction::Hold => Self::Hold,
            RuleAction::Refuse => Self::Refuse,
        }
    }
}

impl From<ActionDto> for RuleAction {
    fn from(action: ActionDto) -> Self {
        match action {
            ActionDto::Hold => Self::Hold,
            ActionDto::Refuse => Self::Refuse,
        }
    }
}

/// Comments with links of people who are new.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LinkRule)]
pub struct LinkRuleDto {
    /// Accounts younger than so many days are new.
    min_account_days: u32,
    /// Whoever has fewer published comments is new.
    min_published: u32,
    action: ActionDto,
}

/// The rules of the whole server.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CommentRules)]
pub struct RulesDto {
    /// By word or phrase, in whatever letters it is dressed up; at most 1000.
    #[serde(default)]
    words: BTreeMap<String, ActionDto>,
    /// By host, for everything below it too; at most 1000.
    #[serde(default)]
    hosts: BTreeMap<String, ActionDto>,
    links: Option<LinkRuleDto>,
}

impl From<TextRules> for RulesDto {
    fn from(rules: TextRules) -> Self {
        Self {
            words: rules.words.into_iter().map(|rule| (rule.word, rule.action.into())).collect(),
            hosts: rules.hosts.into_iter().map(|rule| (rule.host, rule.action.into())).collect(),
            links: rules.links.map(|rule| LinkRuleDto {
                min_account_days: rule.min_account_days,
                min_published: rule.min_published,
                action: rule.action.into(),
            }),
        }
    }
}

fn checked(rules: RulesDto) -> Result<TextRules, ApiError> {
    let is_word = |word: &String| word.chars().count() <= WORD && word.chars().any(char::is_alphanumeric);
    let hosts: Option<Vec<HostRule>> = rules.hosts.into_iter().map(|(host, action)| host_rule(&host, action)).collect();
    let mut checks = Checks::default();
    let are_words = rules.words.len() <= RULES && rules.words.keys().all(is_word);
    checks.require(
        are_words,
        "/words",
        "Words are at most 1000, with letters or digits, each of at most 100 characters.",
    );
    let are_hosts = hosts.as_ref().is_some_and(|hosts| hosts.len() <= RULES);
    checks.require(are_hosts, "/hosts", "Hosts are at most 1000 names such as `example.org`.");
    checks.done()?;
    Ok(TextRules {
        words: rules.words.into_iter().map(|(word, action)| WordRule { word, action: action.into() }).collect(),
        hosts: hosts.unwrap_or_default(),
        links: rules.links.map(|rule| LinkRule {
            min_account_days: rule.min_account_days,
            min_published: rule.min_published,
            action: rule.action.into(),
        }),
    })
}

/// A host as links name it: lower case, punycode.
fn host_rule(name: &str, action: ActionDto) -> Option<HostRule> {
    let url = Url::parse(&format!("http://{}/", name.trim())).ok()?;
    let is_plain = url.path() == "/" && url.port().is_none() && url.username().is_empty() && url.query().is_none();
    let host = url.host_str().filter(|_| is_plain)?;
    Some(HostRule { host: host.to_owned(), action: action.into() })
}

/// Tells those who look after the server of a comment; once a person and comment, and five in five minutes.
#[utoipa::path(post, path = "/api/v1/comments/{id}/report", tag = "comments", operation_id = "report_comment",
    params(("id" = String, Path)), request_body = ReportRequest, responses(
    (status = 202, description = "Noted, or it was before"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn report(
    app: web::Data<App>,
    id: web::Path<String>,
    who: SignedIn,
    body: web::Json<ReportRequest>,
) -> Result<HttpResponse, ApiError> {
    let reason = body.into_inner().reason.trim().to_owned();
    let mut checks = Checks::default();
    checks.require(reason.chars().count() <= REASON, "/reason", "A reason has at most 500 characters.");
    checks.done()?;
    let (comment, _) = policy::known_comment(&app, &comment_id(&id)?, &who.user).await?;
    app.rate_limits.report(&who.user.id).await?;
    // Whether it was reported before changes nothing for who reports.
    let _is_new =
        app.moderation.report_comment(NewReport { comment: comment.id, reporter: who.user.id, reason }).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Reports that nobody has answered, the oldest first.
#[utoipa::path(get, path = "/api/v1/operator/reports", tag = "operators", operation_id = "list_reports", params(PageQuery), responses(
    (status = 200, body = ReportPage),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn reports(
    app: web::Data<App>,
    query: web::Query<PageQuery>,
    _: Moderator,
) -> Result<web::Json<ReportPage>, ApiError> {
    let cursor = query.after()?;
    let page = app.moderation.open_reports(cursor, query.limit(PAGE)).await?;
    Ok(web::Json(ReportPage {
        items: page.items.into_iter().map(ReportDto::from).collect(),
        next_cursor: page.next.as_ref().map(write_cursor),
    }))
}

/// Answers a report: dismisses it, or takes the comment away and answers all reports about it.
#[utoipa::path(post, path = "/api/v1/operator/reports/{id}/resolve", tag = "operators", operation_id = "resolve_report",
    params(("id" = String, Path)), request_body = ResolveReport, responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn resolve(
    app: web::Data<App>,
    id: web::Path<String>,
    moderator: Moderator,
    body: web::Json<ResolveReport>,
) -> Result<HttpResponse, ApiError> {
    let outcome = ReportOutcome::parse(&body.outcome);
    let mut checks = Checks::default();
    checks.require(outcome.is_some(), "/outcome", "An outcome is dismissed or deleted.");
    checks.done()?;
    let id = ReportId::parse(&id).ok_or_else(ApiError::not_found)?;
    let report = app.moderation.report(&id).await?.ok_or_else(ApiError::not_found)?;
    let outcome = outcome.unwrap_or(ReportOutcome::Dismissed);
    if outcome == ReportOutcome::Deleted {
        let delete = || ChangeComment { comment: report.comment.clone(), change: CommentChange::Delete };
        ask_room(&app, &report.video, delete).await?;
    }
    if !app.moderation.resolve_report(&id, &moderator.0.id, outcome).await? {
        return Err(ApiError::not_found());
    }
    Ok(HttpResponse::NoContent().finish())
}

/// The rules about texts of comments.
#[utoipa::path(get, path = "/api/v1/operator/comment-rules", tag = "operators", operation_id = "get_comment_rules", responses(
    (status = 200, body = RulesDto),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn rules(app: web::Data<App>, _: Moderator) -> Result<web::Json<RulesDto>, ApiError> {
    Ok(web::Json(app.moderation.text_rules().await?.into()))
}

/// Puts other rules in the place of those about texts of comments; what is written from now on is judged by them.
#[utoipa::path(put, path = "/api/v1/operator/comment-rules", tag = "operators", operation_id = "put_comment_rules",
    request_body = RulesDto, responses(
    (status = 200, body = RulesDto),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn put_rules(
    app: web::Data<App>,
    moderator: Moderator,
    body: web::Json<RulesDto>,
) -> Result<web::Json<RulesDto>, ApiError> {
    app.moderation.set_text_rules(&moderator.0.id, checked(body.into_inner())?).await?;
    // As they are now: somebody else may have changed them at the same time.
    let rules = app.moderation.text_rules().await?;
    app.comment_rules.set(&rules);
    Ok(web::Json(rules.into()))
}

/// Takes all comments of a person away, everywhere.
#[utoipa::path(post, path = "/api/v1/operator/users/{id}/purge-comments", tag = "operators", operation_id = "purge_comments",
    params(("id" = String, Path)), responses(
    (status = 200, body = Purged),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn purge(
    app: web::Data<App>,
    id: web::Path<String>,
    moderator: Moderator,
) -> Result<web::Json<Purged>, ApiError> {
    let author = UserId::parse(&id).ok_or_else(ApiError::not_found)?;
    let author = app.accounts.user(&author).await?.ok_or_else(ApiError::not_found)?.id;
    let mut comments = 0;
    let outcome = loop {
        match purge_some(&app, &author).await {
            Ok(0) => break Ok(()),
            Ok(some) => comments += some,
            Err(error) => break Err(error),
        }
    };
    app.moderation.note_purge(&moderator.0.id, &author, comments).await?;
    outcome?;
    Ok(web::Json(Purged { comments }))
}

/// Those that go to one room together are one transaction.
async fn purge_some(app: &App, author: &UserId) -> Result<usize, ApiError> {
    let some = app.comments.comments_by(author, PURGED_AT_ONCE).await?;
    let deletions = some.iter().map(|(comment, video)| {
        ask_room(app, video, || ChangeComment { comment: comment.clone(), change: CommentChange::Delete })
    });
    let mut gone = 0;
    for outcome in join_all(deletions).await {
        match outcome {
            Ok(comment) => gone += usize::from(comment.state == CommentState::Deleted),
            // Its video went first.
            Err(error) if error.is(Code::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(gone)
}
