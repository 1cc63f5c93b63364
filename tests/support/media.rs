//! Clips made by `ffmpeg`, and `ffprobe`'s word on what came out.

use std::path::{Path, PathBuf};

use reqwest::{Client, Url};
use serde_json::Value;
use tokio::process::Command;

use super::hls;

/// Runs `ffmpeg` with these arguments, split at spaces, writing to `folder/name`.
pub async fn ffmpeg(folder: &Path, arguments: &str, name: &str) -> PathBuf {
    let path = folder.join(name);
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-v", "error", "-y"]).args(arguments.split_whitespace()).arg(&path);
    let output = command.current_dir(folder).output().await.expect("ffmpeg is installed");
    assert!(output.status.success(), "ffmpeg {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    path
}

/// A picture that moves and a tone: inputs for `-f lavfi`.
pub fn inputs(size: &str, rate: &str, seconds: &str) -> String {
    format!(
        "-f lavfi -i testsrc2=size={size}:rate={rate}:duration={seconds} \
         -f lavfi -i sine=frequency=440:sample_rate=48000:duration={seconds}"
    )
}

/// A second of H.264 and AAC at 64x64.
pub async fn clip(folder: &Path, name: &str) -> PathBuf {
    let arguments = format!(
        "{} -c:v libx264 -preset ultrafast -g 12 -pix_fmt yuv420p -c:a aac -b:a 64k",
        inputs("64x64", "24", "1")
    );
    ffmpeg(folder, &arguments, name).await
}

/// `ffprobe -of json` with these arguments; a word of complaint is a failure.
pub async fn ffprobe(path: &Path, arguments: &str) -> Value {
    let mut command = Command::new("ffprobe");
    command.args(["-v", "error", "-of", "json"]).args(arguments.split_whitespace()).arg(path);
    let output = command.output().await.expect("ffprobe is installed");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "ffprobe {}: {said}", path.display());
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A PNG of one colour that says it is this large (RFC 2083), with a checksum that fits.
pub fn claiming(side: u32, png: &[u8]) -> Vec<u8> {
    let mut bomb = png.to_vec();
    bomb[16..20].copy_from_slice(&side.to_be_bytes());
    bomb[20..24].copy_from_slice(&side.to_be_bytes());
    let sum = crc32fast::hash(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&sum.to_be_bytes());
    bomb
}

/// A JPEG with an EXIF block in front: turned by 90 degrees, and taken at a place.
pub fn photographed(jpeg: &[u8]) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"); // orientation 6
    tiff.extend(b"\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0"); // the GPS directory, at 38
    tiff.extend(b"\x01\0\x12\0\x02\0\x0b\0\0\0\x38\0\0\0\0\0\0\0GPS-SECRET\0");
    let mut image = jpeg[..2].to_vec();
    image.extend([0xff, 0xe1]);
    image.extend(u16::try_from(tiff.len() + 8).unwrap().to_be_bytes());
    image.extend(b"Exif\0\0");
    image.extend(tiff);
    image.extend(&jpeg[2..]);
    image
}

/// What one rendition must be.
pub struct Expected {
    /// Frames of the source's picture.
    pub frames: Option<u64>,
    /// Whether the source's frames are equally far apart.
    pub is_constant: bool,
}

/// Frames that a decoder makes of a file's picture.
pub async fn frames(path: &Path) -> u64 {
    let probe = ffprobe(path, "-count_frames -select_streams v:0 -show_entries stream=nb_read_frames").await;
    probe["streams"][0]["nb_read_frames"].as_str().unwrap().parse().unwrap()
}

/// Plays every rendition of a video from beginning to end: it decodes without a complaint, with as many frames as the
/// source, on one continuous timeline, and all are equally long. Answers their names and files.
pub async fn check_ladder(
    client: &Client,
    video: &Value,
    folder: &Path,
    expected: &Expected,
) -> Vec<(String, PathBuf)> {
    let url = Url::parse(video["playback"]["hls"].as_str().expect("playback.hls")).unwrap();
    let master = hls::master(client, &url).await;
    let mut listed: Vec<String> = master.renditions().iter().map(|(name, ..)| name.clone()).collect();
    let mut told: Vec<&str> = Vec::new();
    for rendition in video["renditions"].as_array().unwrap() {
        told.push(rendition["name"].as_str().unwrap());
        assert_eq!(rendition["progress"], 1.0, "{rendition}");
    }
    told.sort_unstable();
    listed.sort_unstable();
    assert_eq!(listed, told, "the playlist lists what the API tells");
    let mut files = Vec::new();
    for (name, url, is_sound) in master.renditions() {
        let media = hls::media(client, &url).await;
        let length = media.duration();
        let whole = video["duration"].as_f64().unwrap();
        assert!((length - whole).abs() < 0.25, "{name} has {length} of {whole} seconds");
        let path = hls::download(client, &media, folder, &format!("{}-{name}", video["id"].as_str().unwrap())).await;
        if is_sound {
            check_sound(&path, length).await;
        } else {
            check_picture(&path, length, expected).await;
        }
        files.push((name, path));
    }
    files
}

struct Packet {
    pts: i64,
    duration: i64,
}

async fn packets(path: &Path, stream: &str) -> (f64, Vec<Packet>) {
    let entries = "-show_entries packet=pts,duration:stream=time_base,codec_name";
    let probe = ffprobe(path, &format!("-select_streams {stream} {entries}")).await;
    let (one, of) = probe["streams"][0]["time_base"].as_str().unwrap().split_once('/').unwrap();
    let unit = one.parse::<f64>().unwrap() / of.parse::<f64>().unwrap();
    let list = probe["packets"].as_array().unwrap();
    let is_unparsed = matches!(probe["streams"][0]["codec_name"].as_str(), Some("vp9" | "av1"));
    let pts = |packet: &Value| packet["pts"].as_i64().expect("every packet has its time");
    let packets = list.iter().enumerate().map(|(index, packet)| Packet {
        pts: pts(packet),
        // Of the first packet of some streams, and of all that it reads ahead of streams without a parser for it,
        // ffprobe tells the duration by the next alone.
        duration: packet["duration"].as_i64().unwrap_or_else(|| {
            assert!(index == 0 || is_unparsed, "every packet has its duration");
            list.get(index + 1).map_or(0, |next| pts(next) - pts(packet))
        }),
    });
    (unit, packets.collect())
}

async fn check_picture(path: &Path, length: f64, expected: &Expected) {
    let shown = path.display();
    let decoded = frames(path).await;
    if let Some(frames) = expected.frames {
        assert_eq!(decoded, frames, "{shown}: frames");
    }
    let (unit, mut list) = packets(path, "v:0").await;
    assert_eq!(list.len() as u64, decoded, "{shown}: every packet is a frame");
    list.sort_by_key(|packet| packet.pts);
    let steps: Vec<i64> = list.windows(2).map(|pair| pair[1].pts - pair[0].pts).collect();
    assert!(steps.iter().all(|step| *step > 0), "{shown}: two frames at one time");
    if let (true, Some(least), Some(most)) = (expected.is_constant, steps.iter().min(), steps.iter().max()) {
        // Sources with millisecond clocks round every frame by itself.
        let slack = (0.0011 / unit).ceil() as i64;
        assert!(most - least <= slack.max(1), "{shown}: frames are {least} to {most} ticks apart");
    }
    let (first, last) = (list.first().unwrap(), list.last().unwrap());
    let span = (last.pts + last.duration - first.pts) as f64 * unit;
    assert!((span - length).abs() < 0.05, "{shown}: {span} seconds of frames, {length} in the playlist");
    assert!(first.pts as f64 * unit < 0.25, "{shown} starts late");
}

async fn check_sound(path: &Path, length: f64) {
    let shown = path.display();
    let (unit, list) = packets(path, "a:0").await;
    for pair in list.windows(2) {
        assert_eq!(pair[0].pts + pair[0].duration, pair[1].pts, "{shown}: a gap in the sound");
    }
    let (first, last) = (list.first().unwrap(), list.last().unwrap());
    let span = (last.pts + last.duration - first.pts) as f64 * unit;
    // Of the last frame, only a part may be meant to be heard.
    let slack = last.duration as f64 * unit + 0.01;
    assert!((span - length).abs() < slack, "{shown}: {span} seconds of sound, {length} in the playlist");
    let probe = ffprobe(path, "-count_frames -select_streams a:0 -show_entries stream=nb_read_frames").await;
    let decoded: usize = probe["streams"][0]["nb_read_frames"].as_str().unwrap().parse().unwrap();
    assert!(decoded.abs_diff(list.len()) <= 1, "{shown}: {decoded} frames of {} packets decode", list.len());
}
