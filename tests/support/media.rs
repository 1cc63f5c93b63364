//! Clips made by `ffmpeg`, and `ffprobe`'s word on what came out.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tokio::process::Command;

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
