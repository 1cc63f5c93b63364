//! The client's side of tus 1.0.0, one request at a time.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Body, Method, RequestBuilder, Response};

use super::Person;
use super::http::header;

pub const OFFSET_STREAM: &str = "application/offset+octet-stream";

/// An upload as its creation answered.
#[derive(Clone, Debug)]
pub struct Upload {
    pub url: String,
    pub id: String,
    /// Empty for a part.
    pub video: String,
}

impl Upload {
    pub fn of(response: &Response) -> Self {
        let url = header(response, "location");
        let id = url.rsplit('/').next().unwrap().to_owned();
        Self { url, id, video: header(response, "video-id") }
    }

    /// `/api/v1/uploads/<id>`
    pub fn path(&self) -> String {
        format!("/api/v1/uploads/{}", self.id)
    }
}

/// `Upload-Metadata`.
pub fn metadata(pairs: &[(&str, &str)]) -> String {
    pairs.iter().map(|(key, value)| format!("{key} {}", STANDARD.encode(value))).collect::<Vec<_>>().join(",")
}

/// `Upload-Checksum` with SHA-256.
pub fn checksum(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    format!("sha256 {}", STANDARD.encode(Sha256::digest(bytes)))
}

impl Person {
    /// A request that speaks tus.
    pub fn tus(&self, method: Method, target: &str) -> RequestBuilder {
        self.request(method, target).header("Tus-Resumable", "1.0.0")
    }

    pub fn creation(&self, headers: &[(&str, &str)]) -> RequestBuilder {
        let request = self.tus(Method::POST, "/api/v1/uploads");
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))
    }

    pub async fn create(&self, length: usize, pairs: &[(&str, &str)]) -> Upload {
        let (length, pairs) = (length.to_string(), metadata(pairs));
        self.created(&[("Upload-Length", &length), ("Upload-Metadata", &pairs)]).await
    }

    /// A part, for joining later: bytes that nobody takes for a video.
    pub async fn create_part(&self, length: usize) -> Upload {
        self.created(&[("Upload-Length", &length.to_string()), ("Upload-Concat", "partial")]).await
    }

    async fn created(&self, headers: &[(&str, &str)]) -> Upload {
        let answer = self.creation(headers).send().await.unwrap();
        assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
        Upload::of(&answer)
    }

    pub fn patch(&self, target: &str, offset: usize, body: impl Into<Body>) -> RequestBuilder {
        self.tus(Method::PATCH, target).header("Upload-Offset", offset).header("Content-Type", OFFSET_STREAM).body(body)
    }

    pub async fn head(&self, target: &str) -> Response {
        self.tus(Method::HEAD, target).send().await.unwrap()
    }

    /// Where an open upload stands.
    pub async fn offset(&self, target: &str) -> usize {
        let answer = self.head(target).await;
        assert_eq!(answer.status(), 200);
        offset_of(&answer)
    }

    /// Uploads a file whole.
    pub async fn upload(&self, file: &Path, pairs: &[(&str, &str)]) -> Upload {
        let bytes = tokio::fs::read(file).await.unwrap();
        let name = file.file_name().unwrap().to_str().unwrap();
        let pairs: Vec<_> = std::iter::once(("filename", name)).chain(pairs.iter().copied()).collect();
        let upload = self.create(bytes.len(), &pairs).await;
        let length = bytes.len();
        if length > 0 {
            let answer = self.patch(&upload.url, 0, bytes).send().await.unwrap();
            assert_eq!((answer.status().as_u16(), offset_of(&answer)), (204, length));
        }
        upload
    }
}

pub fn offset_of(response: &Response) -> usize {
    header(response, "upload-offset").parse().expect("Upload-Offset")
}
