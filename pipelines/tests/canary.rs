//! Playlists dressed as films reach nothing: a listener on this machine that hears of every attempt, and a file of
//! somebody else that must not be read. A player that plugs by itself does fall for them, or the test proves nothing.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::process::{Command, Stdio};
    use std::sync::mpsc::{Receiver, channel};
    use std::time::Duration;

    use gstreamer::prelude::*;
    use playhouse_pipelines::report::FailureCode;
    use playhouse_pipelines::spec::Container;
    use playhouse_pipelines::worker::memfd_from;

    use crate::support::*;

    /// Listens, and tells of every request.
    fn listen() -> (u16, Receiver<String>) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (hits, heard) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let mut request = [0; 1024];
                let count = stream.read(&mut request).unwrap_or(0);
                let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                if hits.send(String::from_utf8_lossy(&request[..count]).into_owned()).is_err() {
                    return;
                }
            }
        });
        (port, heard)
    }

    fn playlists(port: u16) -> [String; 4] {
        [
            format!(
                "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:4.0,\nhttp://127.0.0.1:{port}/x.ts\n#EXT-X-ENDLIST\n"
            ),
            format!("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1000000\nhttp://127.0.0.1:{port}/x.m3u8\n"),
            format!(
                "<?xml version=\"1.0\"?>\n<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\" mediaPresentationDuration=\"PT4S\" minBufferTime=\"PT1S\" profiles=\"urn:mpeg:dash:profile:isoff-on-demand:2011\"><Period><AdaptationSet mimeType=\"video/mp4\"><Representation id=\"1\" bandwidth=\"1000\" codecs=\"avc1.42c01e\" width=\"64\" height=\"64\"><BaseURL>http://127.0.0.1:{port}/x.mp4</BaseURL><SegmentBase indexRange=\"0-100\"/></Representation></AdaptationSet></Period></MPD>\n"
            ),
            format!(
                "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4.0,\nfile://{}\n#EXT-X-ENDLIST\n",
                sample("bbb-480p-24fps-30s-h264-aac.mp4").display()
            ),
        ]
    }

    #[test]
    fn threat_1_2_no_request_is_made_and_no_other_file_is_read() {
        let (port, heard) = listen();
        for text in playlists(port) {
            for container in
                [Container::IsoBmff, Container::MpegTs, Container::Matroska, Container::Ogg, Container::Mp3]
            {
                let job = ingest_job(container, text.len() as u64);
                let outcome = ingest_descriptor(&mut worker(), job, memfd_from(text.as_bytes()).unwrap());
                assert_eq!(
                    outcome.map(|made| made.segments.len()).unwrap_err().code,
                    FailureCode::UnsupportedContainer
                );
            }
        }
        // Every worker has ended by now: what they wanted to do is done.
        assert!(heard.try_recv().is_err(), "somebody called");
    }

    /// A film that says its media is elsewhere: the classic way out of a container.
    #[test]
    fn threat_1_a_film_that_points_elsewhere_is_not_followed() {
        let (port, heard) = listen();
        let boxed = |kind: &[u8], body: &[u8]| [&(body.len() as u32 + 8).to_be_bytes(), kind, body].concat();
        let address = format!("http://127.0.0.1:{port}/x.mov\0");
        let reference = [&[0; 4][..], b"url ", &(address.len() as u32).to_be_bytes(), address.as_bytes()].concat();
        let index = boxed(b"moov", &boxed(b"rmra", &boxed(b"rmda", &boxed(b"rdrf", &reference))));
        let bytes = [boxed(b"ftyp", b"qt  \0\0\0\0qt  "), index].concat();
        let job = ingest_job(Container::IsoBmff, bytes.len() as u64);
        let outcome = ingest_descriptor(&mut worker(), job, memfd_from(&bytes).unwrap());
        assert_eq!(outcome.map(|made| made.segments.len()).unwrap_err().code, FailureCode::CorruptMedia);
        assert!(heard.try_recv().is_err(), "somebody called");
    }

    /// Positive control: the same playlist in the hands of a player that plugs what it likes.
    #[test]
    fn threat_1_2_a_player_that_plugs_by_itself_calls() {
        let (port, heard) = listen();
        let folder = tempfile::tempdir().unwrap();
        let [playlist, ..] = playlists(port);
        std::fs::write(folder.path().join("movie.mp4"), playlist).unwrap();
        let mut player = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "tests::careless_player"])
            .env("CANARY_FILE", folder.path().join("movie.mp4"))
            .env("GST_REGISTRY", folder.path().join("registry"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let request = heard.recv_timeout(Duration::from_secs(60));
        let _ = player.kill();
        let _ = player.wait();
        assert!(request.unwrap().starts_with("GET /x.ts"));
    }

    #[test]
    #[ignore = "not a test: the careless player of the test above"]
    fn careless_player() {
        gstreamer::init().unwrap();
        let pipeline = gstreamer::Pipeline::new();
        let source = gstreamer::ElementFactory::make("filesrc")
            .property("location", std::env::var("CANARY_FILE").unwrap())
            .build()
            .unwrap();
        let decoder = gstreamer::ElementFactory::make("decodebin").build().unwrap();
        pipeline.add_many([&source, &decoder]).unwrap();
        source.link(&decoder).unwrap();
        let _ = pipeline.set_state(gstreamer::State::Playing);
        let kinds = [gstreamer::MessageType::Error, gstreamer::MessageType::Eos];
        let _ = pipeline.bus().unwrap().timed_pop_filtered(gstreamer::ClockTime::from_seconds(60), &kinds);
        let _ = pipeline.set_state(gstreamer::State::Null);
    }
}
