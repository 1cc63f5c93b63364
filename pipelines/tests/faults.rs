//! Workers that crash, hang, lie or never start end as typed failures, and leave nothing behind.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::io::IoSlice;
    use std::mem::MaybeUninit;
    use std::os::fd::AsFd;
    use std::time::Duration;

    use playhouse_pipelines::report::{Failure, FailureCode, ProductKind};
    use playhouse_pipelines::spec::{Container, Job};
    use playhouse_pipelines::worker::{Event, Worker, WorkerConfig, WorkerError, memfd_from};
    use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, recv, sendmsg};
    use rustix::process::{Pid, Signal, kill_process};

    use crate::support::*;

    fn pid(worker: &Worker) -> Pid {
        Pid::from_raw(i32::try_from(worker.pid()).unwrap()).unwrap()
    }

    /// Runs a job that waits for bytes that never come, and does something to its worker as soon as it is busy.
    fn while_busy(worker: &mut Worker, act: impl Fn(Pid) + Send + 'static) -> Failure {
        let folder = tempfile::tempdir().unwrap();
        let path = make(
            folder.path(),
            "a.ts",
            "-f lavfi -i testsrc2=size=64x64:rate=25:duration=8 -c:v libx264 -pix_fmt yuv420p -g 25",
        );
        let bytes = std::fs::read(&path).unwrap();
        let mut job = ingest_job(Container::MpegTs, bytes.len() as u64);
        job.available = job.length.unwrap() - 1;
        job.target_segment_seconds = 1.0;
        let process = pid(worker);
        let mut acted = false;
        let outcome = worker.run(&Job::Ingest(job), vec![memfd_from(&bytes).unwrap()], &mut |event| {
            if matches!(event, Event::Product(ProductKind::Mezzanine(_), _)) && !std::mem::replace(&mut acted, true) {
                act(process);
            }
        });
        outcome.unwrap_err()
    }

    /// No such process, not even a dead one that nobody has asked about.
    fn is_gone(process: Pid) -> bool {
        !std::path::Path::new(&format!("/proc/{}", process.as_raw_nonzero())).exists()
    }

    #[test]
    fn threat_3_a_crash_is_told_with_its_signal() {
        for (signal, name) in [(Signal::SEGV, "signal 11"), (Signal::KILL, "signal 9"), (Signal::ABORT, "signal 6")] {
            let mut worker = worker();
            let process = pid(&worker);
            let failure = while_busy(&mut worker, move |process| kill_process(process, signal).unwrap());
            assert_eq!(failure.code, FailureCode::WorkerCrashed);
            assert!(failure.detail.contains(name), "{}", failure.detail);
            assert!(failure.code.is_retryable() && worker.is_spent() && is_gone(process));
        }
    }

    #[test]
    fn a_worker_that_stands_still_is_killed() {
        let mut config = WorkerConfig::new(PROGRAM);
        config.progress_timeout = Duration::from_millis(500);
        let mut worker = Worker::spawn(&config).unwrap();
        let process = pid(&worker);
        let failure = while_busy(&mut worker, |process| kill_process(process, Signal::STOP).unwrap());
        assert_eq!(failure.code, FailureCode::WorkerTimeout);
        assert!(is_gone(process));
    }

    #[test]
    fn a_worker_that_waits_is_asked_whether_it_is_still_there() {
        let mut config = WorkerConfig::new(PROGRAM);
        let mut worker = Worker::spawn(&config).unwrap();
        assert!(worker.answers() && worker.answers() && !worker.is_spent());
        kill_process(pid(&worker), Signal::KILL).unwrap();
        assert!(!worker.answers() && worker.is_spent());

        config.answer_timeout = Duration::from_millis(200);
        let mut worker = Worker::spawn(&config).unwrap();
        kill_process(pid(&worker), Signal::STOP).unwrap();
        assert!(!worker.answers() && worker.is_spent());
        let process = pid(&worker);
        drop(worker);
        assert!(is_gone(process));
    }

    #[test]
    fn a_job_that_takes_for_ever_is_ended() {
        let mut config = WorkerConfig::new(PROGRAM);
        config.job_timeout = Duration::from_millis(700);
        let mut worker = Worker::spawn(&config).unwrap();
        assert_eq!(while_busy(&mut worker, |_| ()).code, FailureCode::WorkerTimeout);
    }

    #[test]
    fn a_killer_ends_the_job_from_elsewhere() {
        let mut worker = worker();
        let killer = worker.killer();
        let failure = while_busy(&mut worker, move |_| {
            let killer = killer.clone();
            std::thread::spawn(move || killer.kill()).join().unwrap();
        });
        assert_eq!(failure.code, FailureCode::WorkerCrashed);
        worker.killer().kill();
    }

    #[test]
    fn dropping_a_worker_ends_it_and_leaves_no_descriptor() {
        let count = || {
            std::fs::read_dir("/proc/self/fd")
                .unwrap()
                .filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok())
                .filter(|target| target.to_string_lossy().contains("playhouse"))
                .count()
        };
        let worker = worker();
        let process = pid(&worker);
        let killer = worker.killer();
        drop(worker);
        assert!(is_gone(process));
        killer.kill();
        assert_eq!(count(), 0, "memory of products");
    }

    #[test]
    fn a_worker_is_spent_after_its_share() {
        let folder = tempfile::tempdir().unwrap();
        let path = make(folder.path(), "a.wav", "-f lavfi -i sine=duration=1");
        let mut config = WorkerConfig::new(PROGRAM);
        config.jobs_per_worker = 2;
        let mut worker = Worker::spawn(&config).unwrap();
        for spent in [false, true] {
            ingest_with(&mut worker, &path, |_| {}).unwrap();
            assert_eq!(worker.is_spent(), spent);
        }
        assert!(ingest_with(&mut worker, &path, |_| {}).is_err());
    }

    #[test]
    fn programs_that_are_no_workers_are_told_apart() {
        let spawn = |program: &str, arguments: &[&str], seconds: f64| {
            let mut config = WorkerConfig::new(program);
            config.arguments = arguments.iter().map(Into::into).collect();
            config.start_timeout = Duration::from_secs_f64(seconds);
            Worker::spawn(&config).map(|_| ())
        };
        assert!(matches!(spawn("/nonexistent", &[], 20.0), Err(WorkerError::Spawn(_))));
        assert!(matches!(spawn("/bin/true", &[], 20.0), Err(WorkerError::Died(_))));
        assert!(matches!(spawn("/bin/sleep", &["60"], 0.3), Err(WorkerError::TimedOut)));
    }

    #[test]
    fn a_worker_whose_parent_hangs_up_ends_by_itself() {
        let (ours, theirs) = rustix::net::socketpair(
            rustix::net::AddressFamily::UNIX,
            rustix::net::SocketType::SEQPACKET,
            rustix::net::SocketFlags::CLOEXEC,
            None,
        )
        .unwrap();
        let mut child = std::process::Command::new(PROGRAM).stdin(std::process::Stdio::from(theirs)).spawn().unwrap();
        drop(ours);
        assert!(!child.wait().unwrap().success());
    }

    /// This test binary as a worker that has been taken over: it is ready at once, and answers a job with `lie`.
    fn run_liar(lie: &str) -> Failure {
        let mut config = WorkerConfig::new(std::env::current_exe().unwrap());
        config.arguments = ["--ignored", "--exact", lie].iter().map(Into::into).collect();
        config.progress_timeout = Duration::from_secs(5);
        let mut worker = Worker::spawn(&config).unwrap();
        let job = Job::Ingest(ingest_job(Container::IsoBmff, 1));
        let mut products = 0;
        let outcome = worker.run(&job, vec![memfd_from(b"x").unwrap()], &mut |event| {
            products += u32::from(matches!(event, Event::Product(..)))
        });
        assert_eq!(products, 0, "a lie was handed on");
        outcome.unwrap_err()
    }

    fn lie(reports: &[(&str, Option<&[u8]>)]) {
        let socket = std::io::stdin().as_fd().try_clone_to_owned().unwrap();
        let say = |text: &str, bytes: Option<&[u8]>| {
            let memory = bytes.map(|bytes| memfd_from(bytes).unwrap());
            let descriptors: Vec<_> = memory.iter().map(|memory| memory.as_fd()).collect();
            let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
            let mut control = SendAncillaryBuffer::new(&mut space);
            if !descriptors.is_empty() {
                assert!(control.push(SendAncillaryMessage::ScmRights(&descriptors)));
            }
            sendmsg(&socket, &[IoSlice::new(text.as_bytes())], &mut control, SendFlags::empty()).unwrap();
        };
        let mut heard = [0; 65536];
        recv(&socket, &mut heard, rustix::net::RecvFlags::empty()).unwrap();
        say(r#"{"report":"ready","landlock_abi":7,"seccomp":true,"no_new_privs":true,"network_namespace":true}"#, None);
        recv(&socket, &mut heard, rustix::net::RecvFlags::empty()).unwrap();
        for (text, bytes) in reports {
            say(text, *bytes);
        }
        // Until the parent has had enough.
        let _ = recv(&socket, &mut heard, rustix::net::RecvFlags::empty());
    }

    const TRACK: &str = r#"{"report":"track_found","track":"audio","timescale":48000,"caps":"audio/x-raw","media":{"media":"audio","sample_rate":48000,"channels":2},"codecs":null,"web_safe":true}"#;
    const SEGMENT: &str = r#"{"report":"product","kind":{"kind":"mezzanine","track":"audio","number":0,"start":0,"duration":1024,"samples":1,"lead_in":0},"length":4}"#;

    #[test]
    #[ignore = "not a test: a worker for the test below"]
    fn garbage_as_a_segment() {
        lie(&[(TRACK, None), (SEGMENT, Some(b"junk"))]);
    }

    #[test]
    #[ignore = "not a test: a worker for the test below"]
    fn a_segment_without_bytes() {
        lie(&[(TRACK, None), (SEGMENT, None)]);
    }

    #[test]
    #[ignore = "not a test: a worker for the test below"]
    fn a_segment_of_another_length() {
        lie(&[(TRACK, None), (SEGMENT, Some(b"junk and more"))]);
    }

    #[test]
    #[ignore = "not a test: a worker for the test below"]
    fn words_that_are_no_report() {
        lie(&[("{\"report\":\"surrender\"}", None)]);
    }

    #[test]
    #[ignore = "not a test: a worker for the test below"]
    fn figures_out_of_this_world() {
        lie(&[(
            r#"{"report":"finished","duration_seconds":-1.0,"max_key_frame_seconds":0.0,"mean_bitrate":0,"peak_bitrate":0}"#,
            None,
        )]);
    }

    #[test]
    fn threat_3_a_worker_that_lies_is_not_believed() {
        for name in [
            "garbage_as_a_segment",
            "a_segment_without_bytes",
            "a_segment_of_another_length",
            "words_that_are_no_report",
            "figures_out_of_this_world",
        ] {
            let failure = run_liar(&format!("tests::{name}"));
            assert_eq!(failure.code, FailureCode::WorkerCrashed, "{name}: {failure:?}");
        }
    }
}
