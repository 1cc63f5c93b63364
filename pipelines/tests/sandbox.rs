//! The locks around a worker, read off the kernel and tried from the inside.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::process::{Command, Stdio};

    use playhouse_pipelines::worker::{SandboxPolicy, Worker, WorkerConfig, WorkerError, add_niceness};
    use serde_json::Value;

    use crate::support::*;

    fn status(pid: u32, field: &str) -> String {
        let text = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':')).unwrap_or_default();
        line.trim().to_owned()
    }

    #[test]
    fn threat_3_a_worker_is_locked_up_before_its_first_job() {
        let worker = worker();
        let posture = worker.posture();
        assert!(posture.landlock_abi >= 1 && posture.seccomp && posture.no_new_privs, "{posture:?}");
        let pid = worker.pid();
        assert_eq!(status(pid, "NoNewPrivs"), "1");
        assert_eq!(status(pid, "Seccomp"), "2");
        for set in ["CapEff", "CapPrm", "CapInh"] {
            assert_eq!(u64::from_str_radix(&status(pid, set), 16), Ok(0), "{set}");
        }
        let namespace = |pid: &str| fs::read_link(format!("/proc/{pid}/ns/net")).unwrap();
        assert_eq!(namespace(&pid.to_string()) != namespace("self"), posture.network_namespace);
    }

    #[test]
    fn threat_3_a_worker_inherits_nothing() {
        let leak = fs::File::open("/etc/hostname").unwrap();
        rustix::io::fcntl_setfd(&leak, rustix::io::FdFlags::empty()).unwrap();
        let worker = worker();
        let open: Vec<String> = fs::read_dir(format!("/proc/{}/fd", worker.pid()))
            .unwrap()
            .map(|entry| fs::read_link(entry.unwrap().path()).unwrap().display().to_string())
            .collect();
        assert!(open.iter().all(|target| !target.contains("hostname")), "{open:?}");
        let environment = fs::read(format!("/proc/{}/environ", worker.pid())).unwrap();
        let environment = String::from_utf8(environment).unwrap();
        assert!(environment.contains("GST_REGISTRY_DISABLE=yes") && !environment.contains("PATH=/"), "{environment}");
    }

    #[test]
    fn a_worker_is_as_nice_as_it_is_told_whoever_asks_for_it() {
        let nice = |pid: u32| {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
            stat.rsplit(')').next().unwrap().split_whitespace().nth(16).unwrap().parse::<i32>().unwrap()
        };
        let ours = nice(std::process::id());
        let config = WorkerConfig { niceness: 3, ..WorkerConfig::new(PROGRAM) };
        // As a slot of the background does it.
        let asked = std::thread::spawn(move || {
            add_niceness(19);
            Worker::spawn(&config).unwrap()
        });
        assert_eq!(nice(asked.join().unwrap().pid()), (ours + 3).min(19));
    }

    #[test]
    fn threat_3_resources_are_limited() {
        let mut config = WorkerConfig::new(PROGRAM);
        config.memory_limit = 5 << 30;
        let worker = Worker::spawn(&config).unwrap();
        let limits = fs::read_to_string(format!("/proc/{}/limits", worker.pid())).unwrap();
        let limit = |name: &str| {
            let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
            line[name.len()..].split_whitespace().next().unwrap().to_owned()
        };
        assert_eq!(limit("Max address space"), (5_u64 << 30).to_string());
        assert_eq!(limit("Max core file size"), "0");
        assert_eq!(limit("Max open files"), "256");
    }

    fn findings() -> Value {
        let output = Command::new(PROGRAM)
            .arg("check")
            .env_clear()
            .envs(worker_environment())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn worker_environment() -> [(&'static str, &'static str); 3] {
        [("GST_PLUGIN_SYSTEM_PATH_1_0", ""), ("GST_REGISTRY_DISABLE", "yes"), ("GST_REGISTRY_FORK", "no")]
    }

    #[test]
    fn threat_2_3_nothing_gets_out_from_the_inside() {
        let found = findings();
        let escapes = found["escapes"].as_array().unwrap();
        assert!(escapes.len() >= 8);
        for escape in escapes {
            assert_eq!(escape[1], false, "{}", escape[0]);
        }
    }

    /// The same attempts do get through without the locks: the test above would see a way out.
    #[test]
    fn threat_2_3_the_attempts_are_real() {
        assert!(fs::read("/etc/passwd").is_ok());
        assert!(std::net::UdpSocket::bind(("127.0.0.1", 0)).is_ok());
        assert!(std::net::TcpListener::bind(("127.0.0.1", 0)).is_ok());
    }

    #[test]
    fn threat_3_only_the_listed_elements_exist() {
        let found = findings();
        let features: Vec<&str> =
            found["features"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        let expected = [
            "aacparse",
            "ac3parse",
            "appsink",
            "appsrc",
            "audioconvert",
            "audioresample",
            "av1dec",
            "av1parse",
            "avdec_aac",
            "avdec_ac3",
            "avdec_alac",
            "avdec_eac3",
            "avdec_h264",
            "avdec_h265",
            "avdec_mjpeg",
            "avdec_mpeg2video",
            "avdec_mpeg4",
            "avdec_prores",
            "avenc_aac",
            "avidemux",
            "bin",
            "capsfilter",
            "deinterlace",
            "fakesink",
            "flacdec",
            "flacparse",
            "flvdemux",
            "h264parse",
            "h265parse",
            "jpegdec",
            "jpegenc",
            "jpegparse",
            "matroskademux",
            "mpeg4videoparse",
            "mpegaudioparse",
            "mpegvideoparse",
            "mpg123audiodec",
            "oggdemux",
            "opusdec",
            "opusparse",
            "pipeline",
            "pngdec",
            "qtdemux",
            "queue",
            "tee",
            "theoradec",
            "tsdemux",
            "videoconvertscale",
            "videoflip",
            "vorbisdec",
            "vorbisparse",
            "vp8dec",
            "vp9dec",
            "vp9parse",
            "wavparse",
            "webpdec",
            "x264enc",
        ];
        assert_eq!(features, expected);
    }

    #[test]
    fn too_little_memory_is_a_clear_refusal() {
        let mut config = WorkerConfig::new(PROGRAM);
        config.memory_limit = 64 << 20;
        config.sandbox = SandboxPolicy::BestEffort;
        assert!(matches!(Worker::spawn(&config), Err(WorkerError::Refused(_) | WorkerError::Died(_))));
    }
}
