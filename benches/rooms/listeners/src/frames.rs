//! Frames out of a stream of bytes, however it is cut (RFC 6455, 5.2).

/// What a listener hears.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard<'a> {
    Text(&'a [u8]),
    Ping(&'a [u8]),
}

const TEXT: u8 = 0x1;
const PING: u8 = 0x9;

/// What is left of a frame that has not come whole.
#[derive(Default)]
pub struct Frames {
    rest: Vec<u8>,
}

/// The length of a frame's head and of its payload, when its head is here.
fn lengths(bytes: &[u8]) -> Option<(usize, usize)> {
    let short = bytes.get(1)? & 0x7f;
    let wide = |from: usize, to: usize| {
        let digits = bytes.get(from..to)?;
        Some(digits.iter().fold(0_usize, |length, digit| length << 8 | usize::from(*digit)))
    };
    match short {
        126 => Some((4, wide(2, 4)?)),
        127 => Some((10, wide(2, 10)?)),
        length => Some((2, length.into())),
    }
}

impl Frames {
    /// Hears every text and ping that is whole now.
    pub fn take(&mut self, bytes: &[u8], mut hear: impl FnMut(Heard<'_>)) {
        if self.rest.is_empty() {
            let used = split(bytes, &mut hear);
            self.rest.extend_from_slice(bytes.get(used..).unwrap_or_default());
            return;
        }
        self.rest.extend_from_slice(bytes);
        let used = split(&self.rest, &mut hear);
        self.rest.drain(..used);
    }
}

/// How many bytes were whole frames.
fn split(bytes: &[u8], hear: &mut impl FnMut(Heard<'_>)) -> usize {
    let mut used = 0;
    while let Some(left) = bytes.get(used..)
        && let Some((head, length)) = lengths(left)
        && let Some(payload) = left.get(head..head + length)
    {
        match left.first().map(|first| first & 0x0f) {
            Some(TEXT) => hear(Heard::Text(payload)),
            Some(PING) => hear(Heard::Ping(payload)),
            _ => {}
        }
        used += head + length;
    }
    used
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_heard_once_however_they_are_cut() {
        let mut stream = vec![0x81, 2, b'h', b'i', 0x89, 0, 0x81, 126, 0, 130];
        stream.extend([b'x'; 130]);
        for cut in 0..stream.len() {
            let mut heard = Vec::new();
            let mut frames = Frames::default();
            for part in [&stream[..cut], &stream[cut..]] {
                frames.take(part, |frame| match frame {
                    Heard::Text(text) => heard.push(text.len()),
                    Heard::Ping(body) => heard.push(1000 + body.len()),
                });
            }
            assert_eq!(heard, [2, 1000, 130], "cut at {cut}");
            assert!(frames.rest.is_empty());
        }
    }
}
