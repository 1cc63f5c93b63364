//! What search engines are told: where to look, and which videos there are (Sitemaps 0.9 with Google's video extension 1.1).

use std::collections::BTreeSet;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use playhouse_actors::model::VideoFilter;

use super::escape::{escape, xml_text};
use crate::edge::api::video_dto::{VideoDto, video_dtos};
use crate::edge::app::App;
use crate::edge::error::ApiError;

/// Videos read at a time.
const PAGE: usize = 200;
/// The newest; a sitemap may have 50,000 addresses.
const MOST: usize = 5000;
/// Seconds for which an engine may keep an answer.
const CACHING: &str = "public, max-age=3600";

/// `/robots.txt` (RFC 9309)
pub async fn robots(app: web::Data<App>) -> HttpResponse {
    let text = format!(
        "User-agent: *\nDisallow: /api/\nDisallow: /operator\nDisallow: /settings\nDisallow: /studio\n\nSitemap: {}/sitemap.xml\n",
        app.public_url
    );
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((CACHE_CONTROL, CACHING))
        .body(text)
}

/// `/sitemap.xml`: the newest public videos and whose they are.
pub async fn sitemap(app: web::Data<App>) -> Result<HttpResponse, ApiError> {
    let public = &app.public_url;
    let mut entries = format!("<url><loc>{}</loc></url>", escape(&format!("{public}/")));
    let mut people = BTreeSet::new();
    let mut filter = VideoFilter { limit: PAGE, ..VideoFilter::default() };
    for _ in 0..MOST / PAGE {
        let page = app.catalogue.videos(&filter).await?;
        let next = page.next;
        for video in video_dtos(&app, page.items, None).await? {
            entries.push_str(&entry(public, &video));
            people.insert(video.owner.username);
        }
        let Some(next) = next else { break };
        filter.cursor = Some(next);
    }
    for person in people {
        entries.push_str(&format!("<url><loc>{}</loc></url>", escape(&format!("{public}/@{person}"))));
    }
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\">{entries}</urlset>\n"
    );
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/xml; charset=utf-8"))
        .insert_header((CACHE_CONTROL, CACHING))
        .body(xml))
}

fn entry(public_url: &str, video: &VideoDto) -> String {
    let address = escape(&format!("{public_url}/watch/{}", video.id));
    let since = video.published_at.as_ref().unwrap_or(&video.created_at);
    // The extension asks for a picture and a description: without them it is a page like another.
    let about = match &video.playback.poster {
        Some(poster) => {
            let description = if video.description.is_empty() { &video.title } else { &video.description };
            let duration = video.duration.map_or_else(String::new, |seconds| {
                format!("<video:duration>{:.0}</video:duration>", seconds.max(1.0))
            });
            format!(
                "<video:video><video:thumbnail_loc>{}</video:thumbnail_loc><video:title>{}</video:title>\
                 <video:description>{}</video:description><video:player_loc>{}</video:player_loc>{duration}\
                 <video:publication_date>{since}</video:publication_date></video:video>",
                escape(poster),
                xml_text(&video.title),
                xml_text(&description.chars().take(2048).collect::<String>()),
                escape(&format!("{public_url}/embed/{}", video.id)),
            )
        }
        None => String::new(),
    };
    format!("<url><loc>{address}</loc><lastmod>{since}</lastmod>{about}</url>")
}
