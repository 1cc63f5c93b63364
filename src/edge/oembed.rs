//! `/oembed`: how other sites show a video of ours (oEmbed 1.0, https://oembed.com).
//!
//! Whoever asks is nobody: only what everybody with the link may see is told of.

use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use actix_web::{HttpResponse, web};
use playhouse_actors::model::{StillRecord, Video};
use serde::{Deserialize, Serialize};

use super::app::App;
use super::error::{ApiError, Code};
use super::pages::SITE;
use super::pages::escape::escape;
use super::{policy, stills};

/// Of the player, when neither the video nor the site that asks says otherwise.
const WIDTH: u32 = 640;
const HEIGHT: u32 = 360;
/// Seconds for which a site may keep an answer.
const CACHING: &str = "public, max-age=300";

#[derive(Debug, Deserialize)]
pub struct Query {
    url: String,
    format: Option<String>,
    maxwidth: Option<u32>,
    maxheight: Option<u32>,
}

#[derive(Debug, Serialize)]
struct Answer {
    #[serde(rename = "type")]
    kind: &'static str,
    version: &'static str,
    provider_name: &'static str,
    provider_url: String,
    title: String,
    author_name: String,
    author_url: String,
    html: String,
    width: u32,
    height: u32,
    #[serde(flatten)]
    thumbnail: Option<Thumbnail>,
}

#[derive(Debug, Serialize)]
struct Thumbnail {
    thumbnail_url: String,
    thumbnail_width: u32,
    thumbnail_height: u32,
}

pub async fn oembed(app: web::Data<App>, query: web::Query<Query>) -> Result<HttpResponse, ApiError> {
    if query.format.as_deref().is_some_and(|format| format != "json") {
        return Err(ApiError::new(Code::FormatUnknown, "Playhouse answers oEmbed as JSON alone."));
    }
    let id = video_of(&app.public_url, &query.url).ok_or_else(ApiError::not_found)?;
    let video = policy::visible_to(&app, &id, None).await?;
    let set = app.stills.stills(&video.id).await?;
    let (prefix, _) = app.media_urls.prefix(&video);
    let poster = stills::urls(&prefix, &set, video.state).poster.zip(set.poster());
    let (width, height) = fit(&video, query.maxwidth, query.maxheight);
    let public = &app.public_url;
    let answer = Answer {
        kind: "video",
        version: "1.0",
        provider_name: SITE,
        provider_url: public.clone(),
        html: frame(&format!("{public}/embed/{}", video.id), &video.title, width, height),
        author_url: format!("{public}/@{}", video.owner_username),
        author_name: video.owner_username,
        title: video.title,
        width,
        height,
        thumbnail: poster.map(thumbnail),
    };
    let mut response = HttpResponse::Ok();
    response.insert_header((CACHE_CONTROL, CACHING)).insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"));
    Ok(response.json(answer))
}

fn thumbnail((url, record): (String, &StillRecord)) -> Thumbnail {
    Thumbnail { thumbnail_url: url, thumbnail_width: record.width, thumbnail_height: record.height }
}

/// The id of a video in the address of one of its pages here.
fn video_of(public_url: &str, address: &str) -> Option<String> {
    let path = address.strip_prefix(public_url)?;
    let rest = path.strip_prefix("/watch/").or_else(|| path.strip_prefix("/embed/"))?;
    rest.split(['?', '#', '/']).next().map(str::to_owned)
}

/// The largest player of the video's shape within the bounds.
fn fit(video: &Video, most_width: Option<u32>, most_height: Option<u32>) -> (u32, u32) {
    let (wide, high) = match (video.width, video.height) {
        (Some(wide), Some(high)) if wide > 0 && high > 0 => (f64::from(wide), f64::from(high)),
        _ => (f64::from(WIDTH), f64::from(HEIGHT)),
    };
    let bound = |most: Option<u32>, otherwise: u32| f64::from(most.unwrap_or(otherwise).max(1));
    let (most_width, most_height) = match (most_width, most_height) {
        (None, None) => (f64::from(WIDTH), f64::from(WIDTH)),
        (width, height) => (bound(width, u32::MAX), bound(height, u32::MAX)),
    };
    let scale = (most_width / wide).min(most_height / high);
    (pixels(wide * scale), pixels(high * scale))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, and is above zero")]
fn pixels(length: f64) -> u32 {
    (length.round() as u32).max(1)
}

fn frame(address: &str, title: &str, width: u32, height: u32) -> String {
    format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"{width}\" height=\"{height}\" style=\"border:0\" \
         allow=\"autoplay; fullscreen; picture-in-picture\" allowfullscreen></iframe>",
        escape(address),
        escape(title)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_server_name_a_video() {
        let of = |address: &str| video_of("https://tube.example", address);
        for address in ["/watch/abc", "/embed/abc", "/watch/abc?t=5", "/watch/abc#x", "/watch/abc/"] {
            assert_eq!(of(&format!("https://tube.example{address}")).as_deref(), Some("abc"), "{address}");
        }
        for address in
            ["https://tube.example/", "https://tube.example.evil/watch/abc", "/watch/abc", "https://other/watch/abc"]
        {
            assert_eq!(of(address), None, "{address}");
        }
    }

    #[test]
    fn threat_15_a_title_stays_a_title() {
        let html = frame("https://tube.example/embed/abc", "\"><script>alert(1)</script>", 640, 360);
        assert!(!html.contains("<script>") && html.contains("title=\"&quot;&gt;&lt;script"), "{html}");
    }
}
