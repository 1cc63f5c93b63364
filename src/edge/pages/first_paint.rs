//! What is seen before the app runs: the name of the house, and the pictures and titles that the page begins with. The app
//! draws the same in the same places (`assets/src/styles/first-paint.css`) and takes over.

use super::escape::escape;
use super::head::SITE;
use crate::edge::api::video_dto::VideoDto;

/// As many as can be in sight; on a phone it is two.
const CARDS: usize = 6;
const CARDS_ON_PHONE: usize = 2;

/// The mark of `assets/src/components/logo.tsx`.
const MARK: &str = "<svg viewBox=\"0 0 32 32\" aria-hidden=\"true\">\
    <path d=\"M3 29V14.5C3 7.6 8.8 2 16 2s13 5.6 13 12.5V29Z\" fill=\"#6d2348\"/>\
    <path d=\"M12 12.2c0-1 1.1-1.7 2-1.1l8.3 5.3c.8.5.8 1.7 0 2.2L14 23.9c-.9.6-2-.1-2-1.1Z\" fill=\"#f3b23f\"/></svg>";

/// The bar alone.
pub fn plain() -> String {
    format!("<header class=\"fp-bar\"><a href=\"/\">{MARK}{SITE}</a></header>")
}

pub fn home(videos: &[VideoDto]) -> String {
    let cards: String = videos.iter().take(CARDS).enumerate().map(|(index, video)| card(video, index)).collect();
    format!("{}<main class=\"fp-page fp-home\">{cards}</main>", plain())
}

fn card(video: &VideoDto, index: usize) -> String {
    let (id, title, owner) = (escape(&video.id), escape(&video.title), escape(video.owner.shown_name()));
    let loading = if index < CARDS_ON_PHONE { "eager" } else { "lazy" };
    let poster = video.playback.poster.as_deref().map(|poster| image(poster, loading)).unwrap_or_default();
    format!(
        "<article><div class=\"fp-picture\">{poster}</div><h2><a href=\"/watch/{id}\">{title}</a></h2><p>{owner}</p></article>"
    )
}

/// Nothing: a frame in another page shows its picture as soon as anything.
pub fn embed(_video: Option<&VideoDto>) -> String {
    String::new()
}

/// `None` where there is no such video.
pub fn watch(video: Option<&VideoDto>) -> String {
    let Some(video) = video else { return plain() };
    let poster = video.playback.poster.as_deref().map(|poster| image(poster, "eager")).unwrap_or_default();
    format!(
        "{}<main class=\"fp-page fp-watch\"><div><div class=\"fp-stage\">{poster}</div><h1>{}</h1></div></main>",
        plain(),
        escape(&video.title)
    )
}

fn image(address: &str, loading: &str) -> String {
    format!("<img src=\"{}\" alt=\"\" width=\"640\" height=\"360\" loading=\"{loading}\">", escape(address))
}
