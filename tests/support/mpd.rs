//! What the schema of DASH says of the elements that are used here (ISO/IEC 23009-1, annex B), and what its text says beyond.

use std::collections::HashSet;

use roxmltree::{Document, Node};

pub const NAMESPACE: &str = "urn:mpeg:dash:schema:mpd:2011";

/// What an attribute's value must be.
#[derive(Clone, Copy)]
enum Kind {
    /// Anything that is not empty.
    Text,
    Unsigned,
    /// From 1.
    Count,
    /// In seconds, as they are written here.
    Duration,
    Boolean,
    /// Across and down.
    Ratio,
    /// A whole number or a fraction.
    Rate,
    /// Type of a stream access point.
    AccessPoint,
    /// Without spaces.
    Name,
    One(&'static [&'static str]),
}

impl Kind {
    fn fits(self, value: &str) -> bool {
        let is_whole = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match self {
            Self::Text => !value.trim().is_empty(),
            Self::Unsigned => is_whole(value) && value.parse::<u64>().is_ok(),
            Self::Count => is_whole(value) && value.parse::<u32>().is_ok_and(|count| count > 0),
            Self::Duration => seconds(value).is_some(),
            Self::Boolean => ["true", "false"].contains(&value),
            Self::Ratio => value.split_once(':').is_some_and(|(across, down)| is_whole(across) && is_whole(down)),
            Self::Rate => value.split('/').count() <= 2 && value.split('/').all(is_whole),
            Self::AccessPoint => is_whole(value) && value.parse::<u32>().is_ok_and(|kind| kind <= 6),
            Self::Name => !value.is_empty() && !value.contains(char::is_whitespace),
            Self::One(values) => values.contains(&value),
        }
    }
}

fn seconds(text: &str) -> Option<f64> {
    text.strip_prefix("PT")?.strip_suffix('S')?.parse().ok().filter(|seconds: &f64| *seconds >= 0.0)
}

/// An element: its attributes (those with `true` are required), and its children in the only order that they may have, with
/// how often each may come.
struct Element {
    name: &'static str,
    attributes: &'static [(&'static str, Kind, bool)],
    children: &'static [(&'static str, usize, usize)],
}

const MANY: usize = usize::MAX;
const DESCRIPTOR: &[(&str, Kind, bool)] = &[("schemeIdUri", Kind::Name, true), ("value", Kind::Text, false)];

const ELEMENTS: &[Element] = &[
    Element {
        name: "MPD",
        attributes: &[
            ("profiles", Kind::Name, true),
            ("type", Kind::One(&["static"]), true),
            ("mediaPresentationDuration", Kind::Duration, true),
            ("maxSegmentDuration", Kind::Duration, false),
            ("minBufferTime", Kind::Duration, true),
        ],
        children: &[("Period", 1, MANY)],
    },
    Element {
        name: "Period",
        attributes: &[("id", Kind::Text, false), ("start", Kind::Duration, false)],
        children: &[("AdaptationSet", 1, MANY)],
    },
    Element {
        name: "AdaptationSet",
        attributes: &[
            ("id", Kind::Unsigned, false),
            ("contentType", Kind::One(&["video", "audio", "text", "image"]), true),
            ("mimeType", Kind::Name, true),
            ("lang", Kind::Name, false),
            ("segmentAlignment", Kind::Boolean, false),
            ("startWithSAP", Kind::AccessPoint, false),
            ("maxWidth", Kind::Count, false),
            ("maxHeight", Kind::Count, false),
            ("maxFrameRate", Kind::Rate, false),
        ],
        children: &[
            ("EssentialProperty", 0, MANY),
            ("SupplementalProperty", 0, MANY),
            ("Label", 0, MANY),
            ("Role", 0, MANY),
            ("BaseURL", 0, MANY),
            ("SegmentTemplate", 0, 1),
            ("Representation", 1, MANY),
        ],
    },
    Element {
        name: "Representation",
        attributes: &[
            ("id", Kind::Name, true),
            ("bandwidth", Kind::Count, true),
            ("codecs", Kind::Name, false),
            ("width", Kind::Count, false),
            ("height", Kind::Count, false),
            ("sar", Kind::Ratio, false),
            ("frameRate", Kind::Rate, false),
            ("audioSamplingRate", Kind::Count, false),
        ],
        children: &[
            ("AudioChannelConfiguration", 0, MANY),
            ("EssentialProperty", 0, MANY),
            ("SupplementalProperty", 0, MANY),
            ("BaseURL", 0, MANY),
            ("SegmentTemplate", 0, 1),
        ],
    },
    Element {
        name: "SegmentTemplate",
        attributes: &[
            ("timescale", Kind::Count, false),
            ("duration", Kind::Count, false),
            ("initialization", Kind::Name, false),
            ("media", Kind::Name, true),
            ("startNumber", Kind::Unsigned, false),
        ],
        children: &[("SegmentTimeline", 0, 1)],
    },
    Element { name: "SegmentTimeline", attributes: &[], children: &[("S", 1, MANY)] },
    Element {
        name: "S",
        attributes: &[("t", Kind::Unsigned, false), ("d", Kind::Count, true), ("r", Kind::Count, false)],
        children: &[],
    },
    Element { name: "AudioChannelConfiguration", attributes: DESCRIPTOR, children: &[] },
    Element { name: "EssentialProperty", attributes: DESCRIPTOR, children: &[] },
    Element { name: "Role", attributes: DESCRIPTOR, children: &[] },
    Element { name: "Label", attributes: &[], children: &[] },
    Element { name: "BaseURL", attributes: &[], children: &[] },
];

/// Everything that is wrong with a manifest.
pub fn complaints(text: &str) -> Vec<String> {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return vec![error.to_string()],
    };
    let mut found = Vec::new();
    let root = document.root_element();
    if root.tag_name().name() != "MPD" {
        found.push("the root is no MPD".to_owned());
    }
    for node in root.descendants().filter(Node::is_element) {
        check_element(node, &mut found);
    }
    check_names(root, &mut found);
    check_times(root, &mut found);
    found
}

fn check_element(node: Node<'_, '_>, found: &mut Vec<String>) {
    let name = node.tag_name().name();
    let known = ELEMENTS.iter().find(|element| element.name == name);
    let Some(element) = known.filter(|_| node.tag_name().namespace() == Some(NAMESPACE)) else {
        found.push(format!("{name}: no such element"));
        return;
    };
    for attribute in node.attributes() {
        let known = element.attributes.iter().find(|(known, ..)| *known == attribute.name());
        if !known.is_some_and(|(_, kind, _)| kind.fits(attribute.value())) {
            found.push(format!("{name}: {}={:?}", attribute.name(), attribute.value()));
        }
    }
    for (required, ..) in element.attributes.iter().filter(|(_, _, is_required)| *is_required) {
        if !node.has_attribute(*required) {
            found.push(format!("{name} has no {required}"));
        }
    }
    check_order(node, element, found);
}

fn check_order(node: Node<'_, '_>, element: &Element, found: &mut Vec<String>) {
    let places: Vec<Option<usize>> = node
        .children()
        .filter(Node::is_element)
        .map(|child| element.children.iter().position(|(name, ..)| *name == child.tag_name().name()))
        .collect();
    if places.contains(&None) || !places.is_sorted() {
        found.push(format!("{}: its children are not those, or not in the order, of the schema", element.name));
    }
    for (place, (name, least, most)) in element.children.iter().enumerate() {
        let count = places.iter().filter(|at| **at == Some(place)).count();
        if !(*least..=*most).contains(&count) {
            found.push(format!("{} has {count} {name}", element.name));
        }
    }
}

fn all<'a, 'i>(root: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    root.descendants().filter(move |node| node.tag_name().name() == name)
}

/// Names are used once, and what is fetched can be found.
fn check_names(root: Node<'_, '_>, found: &mut Vec<String>) {
    for name in ["AdaptationSet", "Representation"] {
        let mut seen = HashSet::new();
        for id in all(root, name).filter_map(|node| node.attribute("id")) {
            if !seen.insert(id) {
                found.push(format!("{name} {id} comes twice"));
            }
        }
    }
    for representation in all(root, "Representation") {
        let set = representation.parent().unwrap();
        let has = |name: &'static str| {
            let own = representation.children().any(|child| child.has_tag_name((NAMESPACE, name)));
            own || set.children().any(|child| child.has_tag_name((NAMESPACE, name)))
        };
        let id = representation.attribute("id").unwrap_or_default();
        if has("SegmentTemplate") == has("BaseURL") {
            found.push(format!("{id}: either segments or one file"));
        }
        let is_coded = ["video", "audio"].contains(&set.attribute("contentType").unwrap_or_default());
        if is_coded && representation.attribute("codecs").is_none() {
            found.push(format!("{id} has no codecs"));
        }
        for (side, most) in [("width", "maxWidth"), ("height", "maxHeight")] {
            let number = |node: Node<'_, '_>, name| node.attribute(name).and_then(|text| text.parse::<u32>().ok());
            if number(set, most).is_some_and(|most| number(representation, side).is_none_or(|side| side > most)) {
                found.push(format!("{id}: its {side} is more than {most}"));
            }
        }
    }
}

/// Segments have one way to tell their times, which only go forward and are no longer than is told.
fn check_times(root: Node<'_, '_>, found: &mut Vec<String>) {
    let longest = root.attribute("maxSegmentDuration").and_then(seconds).unwrap_or(f64::INFINITY);
    for template in all(root, "SegmentTemplate") {
        let media = template.attribute("media").unwrap_or_default();
        if !media.contains("$Number$") && !media.contains("$Time$") {
            found.push(format!("{media}: every segment has this name"));
        }
        let timeline = all(template, "SegmentTimeline").next();
        if timeline.is_some() == template.has_attribute("duration") {
            found.push(format!("{media}: either a timeline or a duration"));
        }
        let number = |node: Node<'_, '_>, name| node.attribute(name).and_then(|text| text.parse::<u64>().ok());
        let timescale = number(template, "timescale").unwrap_or(1);
        let mut end = 0;
        for line in timeline.into_iter().flat_map(|timeline| all(timeline, "S")) {
            let duration = number(line, "d").unwrap_or(0);
            let start = number(line, "t").unwrap_or(end);
            if start < end {
                found.push(format!("{media}: goes back to {start}"));
            }
            if duration as f64 / timescale as f64 > longest + 0.001 {
                found.push(format!("{media}: {duration} ticks are longer than maxSegmentDuration"));
            }
            end = start + duration * (number(line, "r").unwrap_or(0) + 1);
        }
    }
}
