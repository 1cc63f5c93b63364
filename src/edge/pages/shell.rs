//! The HTML that the server fills before it leaves: title, tags, language, theme and first data.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, VARY};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::escape::{escape, escape_json};
use super::head::Head;
use super::preloads;
use crate::edge::api::users::UserDto;
use crate::edge::api::video_dto::{VideoDto, VideoPage};
use crate::edge::assets;

/// What the page is given so that its first paint needs no request.
#[derive(Default, Serialize)]
pub struct Boot {
    pub user: Option<UserDto>,
    pub video: Option<VideoDto>,
    pub videos: Option<VideoPage>,
}

/// A built page, and what it needs besides.
pub struct Shell {
    pub file: &'static str,
    /// Sources of what it runs at once.
    pub modules: &'static [&'static str],
    /// Sources of what it runs when somebody presses something.
    pub later: &'static [&'static str],
}

/// One of the built pages, filled. `first_paint`: what is seen until the app runs.
pub fn answer(
    request: &HttpRequest,
    status: StatusCode,
    shell: &Shell,
    head: &Head,
    first_paint: &str,
    boot: &Boot,
) -> HttpResponse {
    let Some(built) = assets::html(head.locale, shell.file) else {
        return HttpResponse::ServiceUnavailable()
            .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
            .body("This binary was built without the web app. Build it with `make build`.\n");
    };
    let links = preloads::links(head.locale, shell.modules, shell.later);
    let html = fill(&built, head, &links, &theme(request), first_paint, boot);
    HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .insert_header((VARY, "accept-language, cookie"))
        .body(html)
}

/// The theme that the person chose, from their cookie.
fn theme(request: &HttpRequest) -> String {
    let chosen = request.cookie("theme").map(|cookie| cookie.value().to_owned());
    chosen.filter(|theme| matches!(theme.as_str(), "light" | "dark")).unwrap_or_else(|| "system".to_owned())
}

fn fill(shell: &str, head: &Head, links: &str, theme: &str, first_paint: &str, boot: &Boot) -> String {
    let json = escape_json(&serde_json::to_string(boot).unwrap_or_else(|_error| "{}".to_owned()));
    let title = format!("<title>{}</title>", escape(&head.title));
    let language = format!("<html lang=\"{}\"", head.locale.code());
    // What people wrote comes last: a mark in it is only text.
    let shell = shell.replacen("<html lang=\"en\"", &language, 1).replacen(
        "data-theme=\"system\"",
        &format!("data-theme=\"{theme}\""),
        1,
    );
    replace_between(&shell, "<!--playhouse:title-->", "<!--/playhouse:title-->", &title)
        .replacen("<!--playhouse:head-->", &head.tags, 1)
        // Behind the styles, which everything waits for.
        .replacen("</head>", &format!("{links}</head>"), 1)
        .replacen("<!--playhouse:first-paint-->", first_paint, 1)
        .replacen("<!--playhouse:boot-->", &format!("<script type=\"application/json\" id=\"boot\">{json}</script>"), 1)
}

fn replace_between(text: &str, from: &str, to: &str, with: &str) -> String {
    match text.split_once(from).and_then(|(before, rest)| rest.split_once(to).map(|(_, after)| (before, after))) {
        Some((before, after)) => format!("{before}{with}{after}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::locale::Locale;

    #[test]
    fn threat_15_nothing_that_people_write_leaves_its_place() {
        let shell = "<html lang=\"en\" data-theme=\"system\"><!--playhouse:title--><title>x</title><!--/playhouse:title--><!--playhouse:boot-->";
        let evil = "</script><script>alert(1)</script>\"'&\u{2028}";
        let head = Head { title: evil.to_owned(), tags: String::new(), locale: Locale::German };
        let user = UserDto {
            id: "1".into(),
            username: evil.into(),
            email_verified: false,
            phone: None,
            phone_verified: false,
            email: evil.into(),
            role: "member".into(),
            created_at: String::new(),
            profile: None,
            tier: None,
        };
        let html = fill(shell, &head, "", "dark", "", &Boot { user: Some(user), ..Boot::default() });
        assert!(!html.contains("<script>alert") && !html.contains("</title><script>"), "{html}");
        assert_eq!(html.matches("</script>").count(), 1, "{html}");
        assert!(html.contains("<html lang=\"de\" data-theme=\"dark\"") && html.contains("&lt;/script&gt;"), "{html}");
    }
}
