//! What people wrote, where it can end nothing: in HTML, in JSON within HTML, in XML.

/// For text and attribute values.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// For JSON inside a script element: nothing in it can end the element or a line.
pub fn escape_json(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// Text of XML 1.0, which has no place for most control characters, however they are written (2.2).
pub fn xml_text(text: &str) -> String {
    let may_stand = |letter: &char| {
        matches!(letter, '\t' | '\n' | '\r') || (*letter >= ' ' && !matches!(letter, '\u{fffe}' | '\u{ffff}'))
    };
    escape(&text.chars().filter(may_stand).collect::<String>())
}
