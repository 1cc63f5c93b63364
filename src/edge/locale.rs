//! In which language somebody reads the pages: what they chose (cookie `locale`), else what their browser asks for
//! (`Accept-Language`, RFC 9110 section 12.5.4), else English. Each locale has a build of the web app of its own.

use actix_web::HttpRequest;
use actix_web::http::header::{AcceptLanguage, Header, Preference};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locale {
    English,
    German,
}

const LOCALES: [Locale; 2] = [Locale::English, Locale::German];

impl Locale {
    pub fn of(request: &HttpRequest) -> Self {
        let chosen = request.cookie("locale").and_then(|cookie| Self::parse(cookie.value()));
        chosen.or_else(|| Self::accepted(request)).unwrap_or(Self::English)
    }

    /// BCP 47
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// As Open Graph writes it.
    pub fn open_graph(self) -> &'static str {
        match self {
            Self::English => "en_US",
            Self::German => "de_DE",
        }
    }

    /// Where the build has its pages: the folder of the base locale is the build itself.
    pub fn folder(self) -> &'static str {
        match self {
            Self::English => "",
            Self::German => "de/",
        }
    }

    fn parse(code: &str) -> Option<Self> {
        LOCALES.into_iter().find(|locale| locale.code() == code)
    }

    fn accepted(request: &HttpRequest) -> Option<Self> {
        AcceptLanguage::parse(request).ok()?.ranked().into_iter().find_map(|wanted| match wanted {
            Preference::Specific(tag) => Self::parse(tag.primary_language()),
            Preference::Any => Some(Self::English),
        })
    }
}

#[cfg(test)]
mod tests {
    use actix_web::cookie::Cookie;
    use actix_web::test::TestRequest;

    use super::*;

    fn asking(languages: &str) -> TestRequest {
        TestRequest::default().insert_header(("accept-language", languages))
    }

    #[test]
    fn a_choice_is_stronger_than_what_the_browser_asks_for() {
        let german = Cookie::new("locale", "de");
        assert_eq!(Locale::of(&asking("en-GB,en;q=0.9").cookie(german).to_http_request()), Locale::German);
        let unknown = Cookie::new("locale", "../de");
        assert_eq!(Locale::of(&asking("de-AT").cookie(unknown).to_http_request()), Locale::German);
    }

    #[test]
    fn the_best_known_language_is_taken() {
        for (languages, locale) in [
            ("fr, de;q=0.7, en;q=0.8", Locale::English),
            ("fr, de-CH;q=0.8, en;q=0.2", Locale::German),
            ("fr", Locale::English),
            ("*", Locale::English),
            ("\u{1f600};;q=", Locale::English),
        ] {
            assert_eq!(Locale::of(&asking(languages).to_http_request()), locale, "{languages}");
        }
        assert_eq!(Locale::of(&TestRequest::default().to_http_request()), Locale::English);
    }
}
