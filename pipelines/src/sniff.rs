//! Which container a file is, from its bytes alone.
//!
//! Names and declared types are never asked. A container is named only on positive evidence at fixed places, and what
//! it names is the *one* demuxer that will be run: playlists, manifests, subtitles, pictures, archives and noise are
//! `None`, so that nothing that could make a request or open another file is ever started on somebody's upload.

use std::io;
use std::os::fd::BorrowedFd;

use crate::spec::Container;

/// How many first bytes [`sniff`] wants to see; fewer are fine when the file is shorter.
pub const SNIFF_BYTES: usize = 4096;

/// Names the container of a file that starts with `head`.
#[must_use]
pub fn sniff(head: &[u8]) -> Option<Container> {
    let body = head.get(id3_length(head).unwrap_or(0)..).unwrap_or_default();
    if body.len() < head.len() {
        // Behind a tag there are only plain audio files; past what we were shown it is taken for MPEG audio, the only
        // format that people really tag this way, and the parser decides.
        return sniff_audio(body).or_else(|| body.is_empty().then_some(Container::Mp3));
    }
    sniff_signature(head).or_else(|| sniff_transport_stream(head)).or_else(|| sniff_audio(head))
}

/// Sniffs an open file, and tells its length.
pub fn descriptor(file: BorrowedFd<'_>) -> io::Result<(Option<Container>, u64)> {
    let length = u64::try_from(rustix::fs::fstat(file)?.st_size).unwrap_or(0);
    let mut head = vec![0; SNIFF_BYTES];
    let mut filled = 0;
    while let Some(rest) = head.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match rustix::io::retry_on_intr(|| rustix::io::pread(file, &mut *rest, filled as u64))? {
            0 => break,
            count => filled += count,
        }
    }
    head.truncate(filled);
    Ok((sniff(&head), length))
}

/// Length of an ID3v2 tag in front of the audio, header included.
#[must_use]
pub fn id3_length(head: &[u8]) -> Option<usize> {
    let [b'I', b'D', b'3', major, _, flags, size @ ..] = head.first_chunk::<10>()? else { return None };
    if !(2..=4).contains(major) || size.iter().any(|byte| byte & 0x80 != 0) {
        return None;
    }
    let size = size.iter().fold(0_usize, |sum, byte| sum << 7 | usize::from(*byte));
    let footer = if flags & 0x10 != 0 { 10 } else { 0 };
    Some(10 + size + footer)
}

fn sniff_signature(head: &[u8]) -> Option<Container> {
    let at = |from: usize, magic: &[u8]| head.get(from..).is_some_and(|rest| rest.starts_with(magic));
    if is_iso_bmff(head) {
        return Some(Container::IsoBmff);
    }
    let ebml = at(0, b"\x1a\x45\xdf\xa3");
    let doc_type = |name: &[u8]| head.get(..head.len().min(64)).is_some_and(|start| contains(start, name));
    if ebml && (doc_type(b"matroska") || doc_type(b"webm")) {
        return Some(Container::Matroska);
    }
    if at(0, b"OggS\0") {
        return Some(Container::Ogg);
    }
    if at(0, b"RIFF") && at(8, b"AVI ") {
        return Some(Container::Avi);
    }
    if at(0, b"RIFF") && at(8, b"WAVE") {
        return Some(Container::Wav);
    }
    if at(0, b"FLV\x01") && head.get(5..9) == Some(&[0, 0, 0, 9]) {
        return Some(Container::Flv);
    }
    at(0, b"fLaC").then_some(Container::Flac)
}

/// The first boxes must be ones that start a movie, with sizes that make sense; still pictures are refused by brand.
fn is_iso_bmff(head: &[u8]) -> bool {
    const STARTS: [&[u8; 4]; 8] = [b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"styp", b"pnot"];
    const PICTURES: [&[u8; 4]; 8] = [b"mif1", b"msf1", b"heic", b"heix", b"hevc", b"hevx", b"avif", b"avis"];
    let Some((size, kind)) =
        head.split_first_chunk::<4>().and_then(|(size, rest)| Some((size, rest.first_chunk::<4>()?)))
    else {
        return false;
    };
    let size = u32::from_be_bytes(*size);
    let brand = head.get(8..12).unwrap_or_default();
    let picture = kind == b"ftyp" && PICTURES.iter().any(|name| name.as_slice() == brand);
    let plausible = match kind {
        b"mdat" | b"moov" => size == 0 || size == 1 || size >= 8,
        _ => (8..=4096).contains(&size),
    };
    STARTS.contains(&kind) && plausible && !picture
}

/// Packets of 188 bytes, or of 192 with a time code before each, start with a sync byte.
fn sniff_transport_stream(head: &[u8]) -> Option<Container> {
    const SYNC: u8 = 0x47;
    /// Enough packets in a row that text or noise cannot look like it.
    const PACKETS: usize = 5;
    let fits = |first: usize, stride: usize| {
        (0..PACKETS).all(|packet| head.get(first + packet * stride) == Some(&SYNC))
            || (head.len() < first + PACKETS * stride
                && head.len() >= 2 * stride
                && head.len().is_multiple_of(stride)
                && head.iter().skip(first).step_by(stride).all(|byte| *byte == SYNC))
    };
    (fits(0, 188) || fits(4, 192)).then_some(Container::MpegTs)
}

/// Elementary audio has no magic word: two frame headers in a row that agree, and lie as far apart as the first says.
fn sniff_audio(bytes: &[u8]) -> Option<Container> {
    if let Some(length) = adts_frame_length(bytes)
        && bytes.get(length..).is_some_and(|next| next.is_empty() || adts_frame_length(next).is_some())
    {
        return Some(Container::Adts);
    }
    let length = mpeg_audio_frame_length(bytes)?;
    bytes
        .get(length..)
        .is_some_and(|next| next.is_empty() || mpeg_audio_frame_length(next).is_some())
        .then_some(Container::Mp3)
}

fn adts_frame_length(bytes: &[u8]) -> Option<usize> {
    let [sync, id, rate, channels, middle, tail, _] = *bytes.first_chunk::<7>()?;
    let known_rate = rate >> 2 & 0xf <= 12;
    if sync != 0xff || id & 0xf6 != 0xf0 || !known_rate {
        return None;
    }
    let length = usize::from(channels & 3) << 11 | usize::from(middle) << 3 | usize::from(tail >> 5);
    (length >= 7).then_some(length)
}

/// Length of an MPEG audio frame, layer II or III.
fn mpeg_audio_frame_length(bytes: &[u8]) -> Option<usize> {
    const RATES_V1: [usize; 3] = [44_100, 48_000, 32_000];
    const KBITS_V1_L3: [usize; 14] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    const KBITS_V1_L2: [usize; 14] = [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
    const KBITS_V2: [usize; 14] = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    let [sync, id, rates, _] = *bytes.first_chunk::<4>()?;
    if sync != 0xff || id & 0xe0 != 0xe0 {
        return None;
    }
    let (version, layer) = (id >> 3 & 3, id >> 1 & 3);
    let halvings = match version {
        3 => 0,
        2 => 1,
        0 => 2,
        _ => return None,
    };
    let rate = RATES_V1.get(usize::from(rates >> 2 & 3))? >> halvings;
    let table = match (version, layer) {
        (3, 1) => &KBITS_V1_L3,
        (3, 2) => &KBITS_V1_L2,
        (_, 1 | 2) => &KBITS_V2,
        _ => return None,
    };
    let kbits = table.get(usize::from(rates >> 4).checked_sub(1)?)?;
    let samples = if layer == 1 && version != 3 { 576 } else { 1152 };
    let padding = usize::from(rates >> 1 & 1);
    Some(samples / 8 * kbits * 1000 / rate + padding)
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_are_known_by_their_bytes() {
        let packets: Vec<u8> = (0..940).map(|at| if at % 188 == 0 { 0x47 } else { 0 }).collect();
        let m2ts: Vec<u8> = (0..192 * 6).map(|at| if at % 192 == 4 { 0x47 } else { 0 }).collect();
        let mp3 = [&[0xff, 0xfb, 0x90, 0x00][..], &[0; 413], &[0xff, 0xfb, 0x90, 0x00]].concat();
        let tagged = [&b"ID3\x04\0\0\0\0\0\x02xx"[..], &mp3].concat();
        let adts =
            [&[0xff, 0xf1, 0x50, 0x80, 0x01, 0x1f, 0xfc][..], &[0; 1], &[0xff, 0xf1, 0x50, 0x80, 0x01, 0x1f, 0xfc]]
                .concat();
        let cases: [(&[u8], Container); 14] = [
            (b"\0\0\0\x18ftypisom\0\0\0\0isomavc1", Container::IsoBmff),
            (b"\0\0\0\x14ftypqt  ", Container::IsoBmff),
            (b"\0\0\0\x08wide\0\0\0\0mdat", Container::IsoBmff),
            (b"\0\0\x10\0moov\0\0\0\x6cmvhd", Container::IsoBmff),
            (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", Container::Matroska),
            (b"OggS\0\x02\0\0", Container::Ogg),
            (b"RIFF\0\0\0\0AVI LIST", Container::Avi),
            (b"RIFF\0\0\0\0WAVEfmt ", Container::Wav),
            (b"FLV\x01\x05\0\0\0\x09", Container::Flv),
            (b"fLaC\0\0\0\x22", Container::Flac),
            (&packets, Container::MpegTs),
            (&m2ts, Container::MpegTs),
            (&tagged, Container::Mp3),
            (&adts, Container::Adts),
        ];
        for (bytes, container) in cases {
            assert_eq!(sniff(bytes), Some(container));
        }
        assert_eq!(sniff(&mp3), Some(Container::Mp3));
    }

    #[test]
    fn what_could_reach_out_and_what_is_no_media_is_refused() {
        let refused: [&[u8]; 20] = [
            b"",
            b"G",
            b"#EXTM3U\n#EXTINF:4,\nhttp://127.0.0.1/x.ts\n",
            b"\xef\xbb\xbf#EXTM3U\nfile:///etc/passwd\n",
            b"<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"/>",
            b"<SmoothStreamingMedia MajorVersion=\"2\"/>",
            b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nm=video 5004 RTP/AVP 96\r\n",
            b"ffconcat version 1.0\nfile '/etc/passwd'\n",
            b"WEBVTT\n\n00:00.000 --> 00:01.000\nhi",
            b"1\n00:00:00,000 --> 00:00:01,000\nhi\n",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            b"\xff\xd8\xff\xe0\0\x10JFIF\0",
            b"GIF89a\x01\0\x01\0",
            b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
            b"\0\0\0\x1cftypavif\0\0\0\0avifmif1",
            b"RIFF\0\0\0\0WEBPVP8 ",
            b"PK\x03\x04\x14\0",
            b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c",
            b".RMF\0\0\0\x12",
            b"%PDF-1.7\n",
        ];
        for bytes in refused {
            assert_eq!(sniff(bytes), None, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn text_full_of_the_sync_letter_is_no_transport_stream() {
        assert_eq!(sniff("GGGG is not video, and neither is this. ".repeat(80).as_bytes()), None);
    }

    #[test]
    fn noise_is_refused_and_never_panics() {
        let mut seed = 0x2545_f491_4f6c_dd1d_u64;
        for _ in 0..500 {
            let noise: Vec<u8> = std::iter::repeat_with(|| {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                seed as u8
            })
            .take(700)
            .collect();
            assert_eq!(sniff(&noise), None);
        }
    }
}
