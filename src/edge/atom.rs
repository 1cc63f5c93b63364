//! Feeds of public videos, of one person or of everybody (Atom, RFC 4287).

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use playhouse_actors::model::{Timestamp, Video, VideoFilter};

use super::app::App;

use super::error::ApiError;
use super::pages::SITE;
use super::pages::escape::xml_text;
use super::policy;

const ENTRIES: usize = 30;
/// Seconds for which a reader may keep a feed.
const CACHING: &str = "public, max-age=300";

/// `/feed.xml`
pub async fn everybody(app: web::Data<App>) -> Result<HttpResponse, ApiError> {
    let videos = newest(&app, None).await?;
    Ok(answer(&Feed { public_url: &app.public_url, page: "/", feed: "/feed.xml", title: SITE }.write(&videos)))
}

/// `/@{username}/feed.xml`
pub async fn person(app: web::Data<App>, username: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let person = policy::shown_person(&app, &username).await?;
    let videos = newest(&app, Some(&person.username)).await?;
    let (page, feed) = (format!("/@{}", person.username), format!("/@{}/feed.xml", person.username));
    let title = format!("@{} · {SITE}", person.username);
    Ok(answer(&Feed { public_url: &app.public_url, page: &page, feed: &feed, title: &title }.write(&videos)))
}

async fn newest(app: &App, username: Option<&str>) -> Result<Vec<Video>, ApiError> {
    let filter = VideoFilter { username: username.map(str::to_owned), limit: ENTRIES, ..VideoFilter::default() };
    Ok(app.catalogue.videos(&filter).await?.items)
}

fn answer(xml: &str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/atom+xml; charset=utf-8"))
        .insert_header((CACHE_CONTROL, CACHING))
        .body(xml.to_owned())
}

struct Feed<'a> {
    public_url: &'a str,
    /// Paths of the page that the feed is of, and its own.
    page: &'a str,
    feed: &'a str,
    title: &'a str,
}

impl Feed<'_> {
    fn write(&self, videos: &[Video]) -> String {
        let (page, feed) = (self.address(self.page), self.address(self.feed));
        // A feed must say when it changed, and an empty one never did.
        let updated = videos.iter().map(since).max().unwrap_or_default();
        let entries: String = videos.iter().map(|video| self.entry(video)).collect();
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>{feed}</id>\
             <title>{}</title><updated>{}</updated><link rel=\"self\" type=\"application/atom+xml\" href=\"{feed}\"/>\
             <link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>{entries}</feed>\n",
            xml_text(self.title),
            updated.rfc3339(),
        )
    }

    fn entry(&self, video: &Video) -> String {
        let address = self.address(&format!("/watch/{}", video.id));
        let author = format!("/@{}", video.owner_username);
        format!(
            "<entry><id>{address}</id><title>{}</title><published>{at}</published><updated>{at}</updated>\
             <author><name>{}</name><uri>{}</uri></author><link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>\
             <summary>{}</summary></entry>",
            xml_text(&video.title),
            xml_text(&video.owner_username),
            self.address(&author),
            xml_text(&video.description),
            at = since(video).rfc3339(),
        )
    }

    fn address(&self, path: &str) -> String {
        xml_text(&format!("{}{path}", self.public_url))
    }
}

/// When it could be watched first.
fn since(video: &Video) -> Timestamp {
    video.published_at.unwrap_or(video.created_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_15_what_people_write_stays_text_of_the_feed() {
        let feed =
            Feed { public_url: "https://x", page: "/", feed: "/feed.xml", title: "</title><script>\u{0}\u{ffff}" };
        let xml = feed.write(&[]);
        assert!(xml.contains("<title>&lt;/title&gt;&lt;script&gt;</title>"), "{xml}");
        assert!(xml.contains("<updated>1970-01-01T00:00:00.000Z</updated>"), "{xml}");
    }
}
