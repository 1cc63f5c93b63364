//! The web app's files, embedded. Hashed files may be cached for ever, other files for an hour.

use actix_web::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::locale::Locale;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/assets/dist"]
#[allow_missing = true]
struct Dist;

/// A page of the app as it was built; none in a binary without the app.
pub fn html(locale: Locale, name: &str) -> Option<String> {
    let file = Dist::get(&format!("{}{name}", locale.folder()))?;
    String::from_utf8(file.data.into_owned()).ok()
}

/// What Vite says of the files that it made.
pub fn manifest(locale: Locale) -> Option<String> {
    let name = match locale {
        Locale::English => "manifest.json",
        Locale::German => "manifest.de.json",
    };
    let file = Dist::get(&format!(".vite/{name}"))?;
    String::from_utf8(file.data.into_owned()).ok()
}

/// A file of the app that is not a page.
pub fn file(request: &HttpRequest) -> Option<HttpResponse> {
    let path = request.path().trim_start_matches('/');
    let is_page = path.is_empty() || std::path::Path::new(path).extension().is_some_and(|ending| ending == "html");
    if is_page {
        return None;
    }
    Dist::get(path).map(|found| embedded(request, path, found))
}

fn embedded(request: &HttpRequest, path: &str, file: EmbeddedFile) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    response.insert_header((CONTENT_TYPE, kind.to_string()));
    let caching =
        if path.starts_with("static/") { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
    response.insert_header((CACHE_CONTROL, caching)).insert_header((VARY, "accept-encoding"));
    let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        if accepted.contains(encoding)
            && let Some(smaller) = Dist::get(&format!("{path}.{ending}"))
        {
            return response.insert_header((CONTENT_ENCODING, encoding)).body(smaller.data.into_owned());
        }
    }
    response.body(file.data.into_owned())
}
