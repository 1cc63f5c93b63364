//! The plugins and elements that exist in a worker: a list, and nothing else.
//!
//! GStreamer would offer everything that is installed, among it elements that open files, listen on sockets, or follow
//! playlists. A worker loads the plugin files below by path, and then takes every feature out of the registry that is
//! not on the list of elements, so that not even a mistake of ours could plug one.

use std::path::{Path, PathBuf};

use gstreamer as gst;
use gstreamer::prelude::*;
use thiserror::Error;

use crate::graph::DECODERS;
use crate::spec::Encoder;

/// Plugin files, by the middle of their names.
const PLUGINS: &[&str] = &[
    "aom",
    "app",
    "audioconvert",
    "audioparsers",
    "audioresample",
    "avi",
    "coreelements",
    "deinterlace",
    "flac",
    "flv",
    "isomp4",
    "jpeg",
    "jpegformat",
    "libav",
    "matroska",
    "mpegtsdemux",
    "mpg123",
    "ogg",
    "opus",
    "opusparse",
    "png",
    "theora",
    "videoconvertscale",
    "videofilter",
    "videoparsersbad",
    "vorbis",
    "vpx",
    "wavparse",
    "webp",
];

/// Elements besides the decoders.
const ELEMENTS: &[&str] = &[
    // What pipelines are made of.
    "appsink",
    "appsrc",
    "bin",
    "capsfilter",
    "fakesink",
    "pipeline",
    "queue",
    "tee",
    // One demuxer a container.
    "avidemux",
    "flvdemux",
    "matroskademux",
    "oggdemux",
    "qtdemux",
    "tsdemux",
    "wavparse",
    // Parsers.
    "aacparse",
    "ac3parse",
    "av1parse",
    "flacparse",
    "h264parse",
    "h265parse",
    "jpegparse",
    "mpeg4videoparse",
    "mpegaudioparse",
    "mpegvideoparse",
    "opusparse",
    "vorbisparse",
    "vp9parse",
    // Pictures and samples.
    "audioconvert",
    "audioresample",
    "deinterlace",
    "videoconvertscale",
    "videoflip",
    // Uploaded images.
    "jpegdec",
    "pngdec",
    "webpdec",
    // Encoders.
    "avenc_aac",
    "jpegenc",
];
/// Plugins of encoders that every machine has: without them a worker does not start.
const NEEDED: Encoder = Encoder::X264;

#[derive(Debug, Error)]
pub(crate) enum PluginError {
    #[error("GStreamer cannot be initialised: {0}")]
    Init(gst::glib::Error),
    #[error("this machine has no GStreamer plugins")]
    NoFolder,
    #[error("the GStreamer plugin {0} is missing or broken: {1}")]
    Plugin(&'static str, gst::glib::Error),
    #[error("the GStreamer element {0} is missing")]
    Element(&'static str),
}

/// Initialises GStreamer with the allow-list, and with these encoders besides x264. One that the machine lacks is found
/// out by the job that asks for it.
pub(crate) fn load(encoders: &[Encoder]) -> Result<(), PluginError> {
    gst::init().map_err(PluginError::Init)?;
    let folder = folder().ok_or(PluginError::NoFolder)?;
    let file = |name: &str| folder.join(format!("libgst{name}.so"));
    for name in PLUGINS.iter().copied().chain([NEEDED.plugin()]) {
        gst::Plugin::load_file(file(name)).map_err(|error| PluginError::Plugin(name, error))?;
    }
    for name in encoders.iter().map(|encoder| encoder.plugin()).filter(|name| !PLUGINS.contains(name)) {
        if let Err(error) = gst::Plugin::load_file(file(name)) {
            tracing::debug!(name, %error, "an encoder is not there");
        }
    }
    let is_allowed = |name: &str| {
        let is_encoder = || encoders.iter().chain([&NEEDED]).any(|encoder| encoder.element() == name);
        ELEMENTS.contains(&name) || DECODERS.contains(&name) || is_encoder()
    };
    let registry = gst::Registry::get();
    for feature in registry.features_filtered(|feature| !is_allowed(&feature.name()), false) {
        registry.remove_feature(&feature);
    }
    let needed = [NEEDED.element()];
    let missing = ELEMENTS.iter().chain(DECODERS).chain(&needed).find(|name| gst::ElementFactory::find(name).is_none());
    missing.map_or(Ok(()), |name| Err(PluginError::Element(name)))
}

/// Whether the plugin file of an encoder is installed.
pub(crate) fn has_file(encoder: Encoder) -> bool {
    folder().is_some_and(|folder| folder.join(format!("libgst{}.so", encoder.plugin())).exists())
}

/// Every feature that is in the registry.
pub(crate) fn features() -> Vec<String> {
    let features = gst::Registry::get().features_filtered(|_| true, false);
    let mut names: Vec<String> = features.iter().map(|feature| feature.name().to_string()).collect();
    names.sort();
    names
}

/// Where distributions put the plugins.
fn folder() -> Option<PathBuf> {
    let triplet = format!("{}-linux-gnu", std::env::consts::ARCH);
    let roots =
        [format!("/usr/lib/{triplet}"), "/usr/lib64".to_owned(), "/usr/lib".to_owned(), "/usr/local/lib".to_owned()];
    roots
        .iter()
        .map(|root| Path::new(root).join("gstreamer-1.0"))
        .find(|folder| folder.join("libgstcoreelements.so").exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_reaches_out_is_on_the_list() {
        let reaching = [
            "src",
            "sink",
            "decodebin",
            "playbin",
            "hls",
            "dash",
            "mss",
            "file",
            "uri",
            "udp",
            "tcp",
            "rtp",
            "rtsp",
            "gio",
            "http",
        ];
        let ours = ["appsrc", "appsink", "fakesink"];
        let encoders = Encoder::ALL.map(Encoder::element);
        for name in ELEMENTS.iter().chain(DECODERS).chain(&encoders).filter(|name| !ours.contains(name)) {
            assert!(reaching.iter().all(|part| !name.contains(part)), "{name}");
        }
    }
}
