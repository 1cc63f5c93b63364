//! The paths that the app answers with the shell alone. The routes of the app (`assets/src/routes.tsx`) are the same ones.

use crate::edge::locale::Locale;

/// A page that needs nothing but the shell, and its title in every language.
pub struct Page {
    pub path: &'static str,
    english: &'static str,
    german: &'static str,
}

impl Page {
    pub fn title(&self, locale: Locale) -> &'static str {
        match locale {
            Locale::English => self.english,
            Locale::German => self.german,
        }
    }
}

const fn page(path: &'static str, english: &'static str, german: &'static str) -> Page {
    Page { path, english, german }
}

/// Of what is not there.
pub const NOT_FOUND: Page = page("", "Not found", "Nicht gefunden");

pub const PAGES: &[Page] = &[
    page("/upload", "Upload", "Hochladen"),
    page("/record", "Record", "Aufnehmen"),
    page("/studio", "Studio", "Studio"),
    page("/login", "Sign in", "Anmelden"),
    page("/register", "Create an account", "Konto anlegen"),
    page("/forgot", "Forgot your password?", "Passwort vergessen?"),
    page("/reset", "Set a new password", "Neues Passwort"),
    page("/verify", "Confirm your e-mail", "E-Mail bestätigen"),
    page("/following", "Following", "Gefolgt"),
    page("/following/people", "People you follow", "Wem ich folge"),
    page("/library", "Library", "Bibliothek"),
    page("/history", "History", "Verlauf"),
    page("/watch-later", "Watch later", "Später ansehen"),
    page("/playlists", "Playlists", "Playlists"),
    page("/likes", "Liked videos", "Videos, die ich mag"),
    page("/notifications", "Notifications", "Mitteilungen"),
    page("/settings", "Profile settings", "Profil"),
    page("/settings/account", "Account settings", "Konto"),
    page("/settings/security", "Security settings", "Sicherheit"),
    page("/settings/notifications", "Notification settings", "Mitteilungen einstellen"),
    page("/operator", "Operator", "Betrieb"),
    page("/operator/actors", "Actors", "Aktoren"),
    page("/operator/jobs", "Jobs", "Aufträge"),
    page("/operator/rooms", "Rooms", "Räume"),
    page("/operator/reports", "Reports", "Meldungen"),
    page("/operator/comment-rules", "Comment rules", "Kommentarregeln"),
    page("/operator/people", "People", "Personen"),
    page("/operator/sign-ups", "Sign-ups", "Anmeldungen"),
    page("/operator/storage", "Storage", "Speicher"),
    page("/operator/tiers", "Tiers", "Stufen"),
    page("/operator/audit", "Audit log", "Protokoll"),
];
