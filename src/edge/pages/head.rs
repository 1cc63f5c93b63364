//! Titles and metadata of pages: Open Graph, Twitter cards, schema.org, links to feeds and oEmbed.

use serde_json::json;

use super::escape::{escape, escape_json};
use super::table::{NOT_FOUND, Page};
use crate::edge::api::video_dto::VideoDto;
use crate::edge::locale::Locale;

pub const SITE: &str = "Playhouse";
const DESCRIPTION: usize = 200;

/// Title and metadata of a page.
pub struct Head {
    pub title: String,
    pub tags: String,
    pub locale: Locale,
}

impl Head {
    /// `first_poster`: the picture that is seen first.
    pub fn home(public_url: &str, first_poster: Option<&str>, locale: Locale) -> Self {
        let about = match locale {
            Locale::English => "Watch, upload and talk about videos on Playhouse.",
            Locale::German => "Videos ansehen, hochladen und darüber reden: auf Playhouse.",
        };
        let mut tags = Tags::new(locale);
        tags.about(about);
        tags.property("og:type", "website");
        tags.property("og:title", SITE);
        tags.page(&format!("{public_url}/"));
        tags.feed(&format!("{public_url}/feed.xml"));
        first_poster.into_iter().for_each(|poster| tags.picture(poster));
        Self { title: SITE.to_owned(), tags: tags.text, locale }
    }

    /// A page that is for whoever uses it, not for search engines.
    pub fn of_app(page: &Page, locale: Locale) -> Self {
        Self::unlisted(page.title(locale), locale)
    }

    pub fn not_found(locale: Locale) -> Self {
        Self::of_app(&NOT_FOUND, locale)
    }

    pub fn unlisted(title: &str, locale: Locale) -> Self {
        let mut tags = Tags::new(locale);
        tags.name("robots", "noindex");
        Self { title: titled(title), tags: tags.text, locale }
    }

    pub fn video(public_url: &str, video: &VideoDto, is_listed: bool, locale: Locale) -> Self {
        Self { title: titled(&video.title), tags: video_tags(public_url, video, is_listed, locale), locale }
    }

    /// `about`: what the person says of themselves.
    pub fn channel(public_url: &str, username: &str, name: &str, about: &str, locale: Locale) -> Self {
        let address = format!("{public_url}/@{username}");
        let mut tags = Tags::new(locale);
        tags.about(about);
        tags.property("og:type", "profile");
        tags.property("og:title", name);
        tags.name("twitter:card", "summary");
        tags.name("twitter:title", name);
        tags.page(&address);
        tags.feed(&format!("{address}/feed.xml"));
        tags.json_ld(&json!({
            "@context": "https://schema.org",
            "@type": "ProfilePage",
            "mainEntity": {
                "@type": "Person",
                "name": name,
                "alternateName": format!("@{username}"),
                "description": about,
                "url": address,
            },
        }));
        Self { title: titled(name), tags: tags.text, locale }
    }

    pub fn playlist(address: &str, title: &str, about: &str, is_listed: bool, locale: Locale) -> Self {
        let mut tags = Tags::new(locale);
        tags.about(about);
        tags.property("og:type", "video.other");
        tags.property("og:title", title);
        if !is_listed {
            tags.name("robots", "noindex");
        }
        tags.page(address);
        Self { title: titled(title), tags: tags.text, locale }
    }
}

fn titled(title: &str) -> String {
    format!("{title} · {SITE}")
}

struct Tags {
    text: String,
}

impl Tags {
    fn new(locale: Locale) -> Self {
        let mut tags = Self { text: String::new() };
        tags.property("og:site_name", SITE);
        tags.property("og:locale", locale.open_graph());
        tags
    }

    fn meta(&mut self, attribute: &str, name: &str, content: &str) {
        self.text.push_str(&format!("<meta {attribute}=\"{name}\" content=\"{}\">", escape(content)));
    }

    fn name(&mut self, name: &str, content: &str) {
        self.meta("name", name, content);
    }

    fn property(&mut self, name: &str, content: &str) {
        self.meta("property", name, content);
    }

    /// What people wrote, on one line and not too long.
    fn about(&mut self, written: &str) {
        let words = written.split_whitespace().collect::<Vec<_>>().join(" ");
        let short: String = words.chars().take(DESCRIPTION).collect();
        if !short.is_empty() {
            self.name("description", &short);
            self.property("og:description", &short);
        }
    }

    /// The one address of the page.
    fn page(&mut self, address: &str) {
        self.property("og:url", address);
        self.text.push_str(&format!("<link rel=\"canonical\" href=\"{}\">", escape(address)));
    }

    fn alternate(&mut self, kind: &str, address: &str) {
        self.text.push_str(&format!("<link rel=\"alternate\" type=\"{kind}\" href=\"{}\">", escape(address)));
    }

    /// Where readers find a feed of what the page shows.
    fn feed(&mut self, address: &str) {
        self.alternate("application/atom+xml", address);
    }

    /// What is fetched before anything else.
    fn picture(&mut self, address: &str) {
        let address = escape(address);
        self.text.push_str(&format!("<link rel=\"preload\" as=\"image\" fetchpriority=\"high\" href=\"{address}\">"));
    }

    fn json_ld(&mut self, value: &serde_json::Value) {
        let json = escape_json(&value.to_string());
        self.text.push_str(&format!("<script type=\"application/ld+json\">{json}</script>"));
    }
}

/// What the owner says of a video, else whose it is.
fn about(video: &VideoDto, locale: Locale) -> String {
    if !video.description.trim().is_empty() {
        return video.description.clone();
    }
    let owner = video.owner.shown_name();
    match locale {
        Locale::English => format!("{}, a video by {owner} on {SITE}.", video.title),
        Locale::German => format!("{}, ein Video von {owner} auf {SITE}.", video.title),
    }
}

fn video_tags(public_url: &str, video: &VideoDto, is_listed: bool, locale: Locale) -> String {
    let url = format!("{public_url}/watch/{}", video.id);
    let embed = format!("{public_url}/embed/{}", video.id);
    let mut tags = Tags::new(locale);
    tags.about(&about(video, locale));
    tags.property("og:type", "video.other");
    tags.property("og:title", &video.title);
    tags.property("og:video:url", &embed);
    if embed.starts_with("https:") {
        tags.property("og:video:secure_url", &embed);
    }
    tags.property("og:video:type", "text/html");
    if let (Some(width), Some(height)) = (video.width, video.height) {
        let (width, height) = (width.to_string(), height.to_string());
        tags.property("og:video:width", &width);
        tags.property("og:video:height", &height);
        tags.name("twitter:player:width", &width);
        tags.name("twitter:player:height", &height);
    }
    tags.name("twitter:card", "player");
    tags.name("twitter:title", &video.title);
    tags.name("twitter:player", &embed);
    if let Some(poster) = &video.playback.poster {
        tags.property("og:image", poster);
        tags.name("twitter:image", poster);
        tags.picture(poster);
    }
    if !is_listed {
        tags.name("robots", "noindex");
    }
    tags.page(&url);
    let oembed = format!("{public_url}/oembed?format=json&url={}", query_value(&url));
    tags.alternate("application/json+oembed", &oembed);
    tags.json_ld(&video_object(&url, &embed, video, locale));
    tags.text
}

/// As the value of a query's parameter.
fn query_value(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// `VideoObject` (schema.org), each chapter a `Clip` of it.
fn video_object(url: &str, embed: &str, video: &VideoDto, locale: Locale) -> serde_json::Value {
    let ends = video.chapters.iter().skip(1).map(|next| Some(next.start)).chain([video.duration]);
    let clips: Vec<_> = video
        .chapters
        .iter()
        .zip(ends)
        .map(|(chapter, end)| {
            json!({
                "@type": "Clip",
                "name": chapter.title,
                "startOffset": chapter.start,
                "endOffset": end,
                "url": format!("{url}?t={}", chapter.start),
            })
        })
        .collect();
    json!({
        "@context": "https://schema.org",
        "@type": "VideoObject",
        "name": video.title,
        "description": about(video, locale),
        "url": url,
        "embedUrl": embed,
        "thumbnailUrl": video.playback.poster,
        "uploadDate": video.published_at.as_ref().unwrap_or(&video.created_at),
        "duration": video.duration.map(|seconds| format!("PT{seconds:.0}S")),
        "keywords": video.tags,
        "inLanguage": video.language,
        "hasPart": clips,
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": { "@type": "WatchAction" },
            "userInteractionCount": video.stats.views,
        },
    })
}
