//! A small DASH client: reads a manifest, and checks every segment against what it says.

use reqwest::{Client, Url};
use roxmltree::{Document, Node};

use super::hls::get;
use super::http::header;
use super::mpd::{self, NAMESPACE};

/// One `Representation`, with what its set says.
#[derive(Debug)]
pub struct Representation {
    pub id: String,
    pub content: String,
    pub bandwidth: u64,
    pub codecs: String,
    pub timescale: u64,
    pub init: Url,
    /// Start and duration in ticks, and place.
    pub segments: Vec<(u64, u64, Url)>,
    /// Everything that is told of it and of its set, for what only one test looks at.
    pub attributes: Vec<(String, String)>,
}

impl Representation {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn seconds(&self) -> f64 {
        self.segments.iter().map(|(_, duration, _)| *duration).sum::<u64>() as f64 / self.timescale as f64
    }
}

/// A text track.
#[derive(Debug)]
pub struct Text {
    pub language: String,
    pub role: String,
    pub label: String,
    pub url: Url,
}

/// Sheets of pictures of the film.
#[derive(Debug)]
pub struct Thumbnails {
    /// Tiles of a sheet.
    pub across: u32,
    pub down: u32,
    /// Of a sheet, pixels.
    pub size: (u32, u32),
    /// Of a sheet, seconds.
    pub duration: u32,
    pub sheets: Vec<Url>,
}

pub struct Manifest {
    pub text: String,
    pub thumbnails: Option<Thumbnails>,
    pub duration: f64,
    pub representations: Vec<Representation>,
    pub texts: Vec<Text>,
}

fn number(node: Node<'_, '_>, name: &str) -> u64 {
    node.attribute(name).unwrap_or_else(|| panic!("no {name} in {node:?}")).parse().unwrap()
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Node<'a, 'i> {
    let found = node.children().find(|child| child.has_tag_name((NAMESPACE, name)));
    found.unwrap_or_else(|| panic!("no {name} in {node:?}"))
}

fn children<'a, 'i: 'a>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.has_tag_name((NAMESPACE, name)))
}

fn seconds(text: &str) -> f64 {
    text.strip_prefix("PT").and_then(|text| text.strip_suffix('S')).unwrap().parse().unwrap()
}

pub async fn manifest(client: &Client, url: &Url) -> Manifest {
    let answer = get(client, url).await;
    assert_eq!(header(&answer, "content-type"), "application/dash+xml");
    let text = answer.text().await.unwrap();
    assert_eq!(mpd::complaints(&text), Vec::<String>::new(), "{text}");
    let document = Document::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let root = document.root_element();
    assert!(root.has_tag_name((NAMESPACE, "MPD")));
    assert_eq!(root.attribute("type"), Some("static"));
    assert_eq!(root.attribute("profiles"), Some("urn:mpeg:dash:profile:isoff-live:2011"));
    assert!(root.attribute("minBufferTime").is_some(), "mandatory");
    let period = child(root, "Period");
    let mut manifest = Manifest {
        text: text.clone(),
        thumbnails: None,
        duration: seconds(root.attribute("mediaPresentationDuration").unwrap()),
        representations: Vec::new(),
        texts: Vec::new(),
    };
    for set in children(period, "AdaptationSet") {
        let content = set.attribute("contentType").unwrap();
        for representation in children(set, "Representation") {
            match content {
                "text" => manifest.texts.push(read_text(url, set, representation)),
                "video" | "audio" => manifest.representations.push(read_media(url, set, representation)),
                "image" => {
                    let seconds = manifest.duration;
                    manifest.thumbnails = Some(read_thumbnails(url, set, representation, seconds));
                }
                _ => {}
            }
        }
    }
    let longest = manifest.representations.iter().map(Representation::seconds).fold(0.0, f64::max);
    assert!((longest - manifest.duration).abs() < 0.2, "{longest} of {}", manifest.duration);
    manifest
}

fn read_text(base: &Url, set: Node<'_, '_>, representation: Node<'_, '_>) -> Text {
    assert_eq!(set.attribute("mimeType"), Some("text/vtt"));
    assert!(number(representation, "bandwidth") > 0);
    Text {
        language: set.attribute("lang").unwrap().to_owned(),
        role: child(set, "Role").attribute("value").unwrap().to_owned(),
        label: child(set, "Label").text().unwrap_or_default().to_owned(),
        url: base.join(child(representation, "BaseURL").text().unwrap()).unwrap(),
    }
}

fn read_thumbnails(base: &Url, set: Node<'_, '_>, representation: Node<'_, '_>, seconds: f64) -> Thumbnails {
    let template = child(set, "SegmentTemplate");
    let property = child(representation, "EssentialProperty");
    assert_eq!(property.attribute("schemeIdUri"), Some("http://dashif.org/guidelines/thumbnail_tile"));
    let (across, down) = property.attribute("value").unwrap().split_once('x').unwrap();
    assert_eq!((number(template, "timescale"), number(template, "startNumber")), (1, 0));
    let duration = u32::try_from(number(template, "duration")).unwrap();
    let name = |sheet: u32| template.attribute("media").unwrap().replace("$Number$", &sheet.to_string());
    let sheets = (0..).take_while(|sheet| f64::from(sheet * duration) < seconds);
    let pixels = |name: &str| u32::try_from(number(representation, name)).unwrap();
    Thumbnails {
        across: across.parse().unwrap(),
        down: down.parse().unwrap(),
        size: (pixels("width"), pixels("height")),
        duration,
        sheets: sheets.map(|sheet| base.join(&name(sheet)).unwrap()).collect(),
    }
}

fn read_media(base: &Url, set: Node<'_, '_>, node: Node<'_, '_>) -> Representation {
    let id = node.attribute("id").unwrap().to_owned();
    let template = child(node, "SegmentTemplate");
    let fill = |text: &str, number: usize| {
        let path = text.replace("$RepresentationID$", &id).replace("$Number$", &number.to_string());
        base.join(&path).unwrap()
    };
    let mut segments = Vec::new();
    let mut at = 0;
    for line in children(child(template, "SegmentTimeline"), "S") {
        at = line.attribute("t").map_or(at, |start| start.parse().unwrap());
        let duration = number(line, "d");
        for _ in 0..=line.attribute("r").map_or(0, |repeats| repeats.parse::<u32>().unwrap()) {
            let index = usize::try_from(number(template, "startNumber")).unwrap() + segments.len();
            segments.push((at, duration, fill(template.attribute("media").unwrap(), index)));
            at += duration;
        }
    }
    let told = set.attributes().chain(node.attributes());
    Representation {
        content: set.attribute("contentType").unwrap().to_owned(),
        bandwidth: number(node, "bandwidth"),
        codecs: node.attribute("codecs").unwrap().to_owned(),
        timescale: number(template, "timescale"),
        init: fill(template.attribute("initialization").unwrap(), 0),
        segments,
        attributes: told.map(|attribute| (attribute.name().to_owned(), attribute.value().to_owned())).collect(),
        id,
    }
}

/// Every segment is there, and begins at the very tick that the timeline says.
pub async fn check(client: &Client, manifest: &Manifest) {
    for one in &manifest.representations {
        let init = get(client, &one.init).await.bytes().await.unwrap();
        assert_eq!(timescale(&init), one.timescale, "{}", one.id);
        for (start, _, place) in &one.segments {
            let bytes = get(client, place).await.bytes().await.unwrap();
            assert_eq!(decode_time(&bytes), *start, "{place}");
        }
        let past = one.segments.len();
        let place = one.init.join(&format!("{past}.m4s")).unwrap();
        assert_eq!(client.get(place).send().await.unwrap().status(), 404, "{}: one more than is listed", one.id);
    }
}

fn find<'a>(bytes: &'a [u8], path: &[&[u8; 4]]) -> &'a [u8] {
    let Some((kind, rest)) = path.split_first() else {
        return bytes;
    };
    let mut left = bytes;
    loop {
        let size = u32::from_be_bytes(left[..4].try_into().unwrap()) as usize;
        if &left[4..8] == *kind {
            return find(&left[8..size], rest);
        }
        left = &left[size..];
    }
}

fn long(bytes: &[u8], at: usize) -> u64 {
    u64::from_be_bytes(bytes[at..at + 8].try_into().unwrap())
}

fn short(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()))
}

fn timescale(init: &[u8]) -> u64 {
    let header = find(init, &[b"moov", b"trak", b"mdia", b"mdhd"]);
    short(header, if header[0] == 1 { 20 } else { 12 })
}

fn decode_time(segment: &[u8]) -> u64 {
    let header = find(segment, &[b"moof", b"traf", b"tfdt"]);
    if header[0] == 1 { long(header, 4) } else { short(header, 4) }
}
