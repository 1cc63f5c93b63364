//! Which files of the app a page needs, told in its head: the browser fetches them all at once instead of finding them one
//! inside the other.
//!
//! Read from the manifest that Vite writes (<https://vite.dev/guide/backend-integration>).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::edge::assets;
use crate::edge::locale::Locale;

/// The entry of the app; what it imports is in the built page already.
const ENTRY: &str = "index.html";

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Chunk {
    file: String,
    imports: Vec<String>,
    css: Vec<String>,
}

type Manifest = BTreeMap<String, Chunk>;

static ENGLISH: LazyLock<Manifest> = LazyLock::new(|| read(Locale::English));
static GERMAN: LazyLock<Manifest> = LazyLock::new(|| read(Locale::German));

fn read(locale: Locale) -> Manifest {
    assets::manifest(locale).and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
}

fn manifest(locale: Locale) -> &'static Manifest {
    match locale {
        Locale::English => &ENGLISH,
        Locale::German => &GERMAN,
    }
}

/// Links to what `modules` (sources, as `src/pages/home.tsx`) need besides the entry; those of `later` are fetched when
/// nothing else is, and not run. Styles and the first picture come before any of them: the page is seen, then it runs.
pub fn links(locale: Locale, modules: &[&str], later: &[&str]) -> String {
    links_in(manifest(locale), modules, later)
}

fn links_in(manifest: &Manifest, modules: &[&str], later: &[&str]) -> String {
    let mut known = BTreeSet::new();
    reach(manifest, ENTRY, &mut known);
    let mut text = String::new();
    for (modules, script) in [(modules, "modulepreload\" fetchpriority=\"low\""), (later, "prefetch\" as=\"script\"")] {
        let mut found = known.clone();
        modules.iter().for_each(|module| reach(manifest, module, &mut found));
        for chunk in found.difference(&known).filter_map(|key| manifest.get(*key)) {
            text.push_str(&format!("<link rel=\"{script} crossorigin href=\"/{}\">", chunk.file));
            for sheet in &chunk.css {
                text.push_str(&format!("<link rel=\"preload\" as=\"style\" crossorigin href=\"/{sheet}\">"));
            }
        }
        known = found;
    }
    text
}

fn reach<'a>(manifest: &'a Manifest, key: &'a str, found: &mut BTreeSet<&'a str>) {
    let Some(chunk) = manifest.get(key).filter(|_| found.insert(key)) else { return };
    for import in &chunk.imports {
        reach(manifest, import, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_what_the_entry_does_not_bring() {
        let manifest: Manifest = serde_json::from_str(
            r#"{
                "index.html": {"file": "static/index.js", "imports": ["_shared.js"], "css": ["static/index.css"]},
                "_shared.js": {"file": "static/shared.js"},
                "_cards.js": {"file": "static/cards.js", "imports": ["_shared.js"]},
                "src/pages/home.tsx": {"file": "static/home.js", "imports": ["index.html", "_cards.js"], "css": ["static/home.css"]},
                "src/player/hls.ts": {"file": "static/hls.js", "imports": ["_cards.js"]}
            }"#,
        )
        .unwrap();
        assert_eq!(
            links_in(&manifest, &["src/pages/home.tsx", "src/pages/gone.tsx"], &["src/player/hls.ts"]),
            "<link rel=\"modulepreload\" fetchpriority=\"low\" crossorigin href=\"/static/cards.js\">\
             <link rel=\"modulepreload\" fetchpriority=\"low\" crossorigin href=\"/static/home.js\">\
             <link rel=\"preload\" as=\"style\" crossorigin href=\"/static/home.css\">\
             <link rel=\"prefetch\" as=\"script\" crossorigin href=\"/static/hls.js\">"
        );
    }
}
