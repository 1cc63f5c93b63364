//! `playhouse serve` as a child of the test.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use rand::Rng;
use reqwest::Client;
use tempfile::TempDir;

use super::disk::Disk;
use super::poll_until;
use super::process::{Process, children};

const READY: Duration = Duration::from_secs(60);
/// Ports below the range that outgoing connections are given.
const PORTS: std::ops::Range<u16> = 12_000..32_000;
const STARTS: usize = 8;
/// How long a worker may outlive its server.
const ORPHAN: Duration = Duration::from_secs(5);
const LOG_TAIL: usize = 16 << 10;

pub struct Server {
    process: Option<Child>,
    /// Where its data is, if not with everything else.
    disk: Option<Disk>,
    folder: TempDir,
    settings: Vec<(String, String)>,
    port: u16,
    ops_port: u16,
    pub client: Client,
}

impl Server {
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// With settings, named as in the environment without `PLAYHOUSE_`.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        Self::new(settings).started().await
    }

    /// With a disk of so many bytes for its data; the reason when the kernel gives none.
    pub async fn on_disk(bytes: u64) -> Result<Self, String> {
        let mut server = Self::new(&[]);
        server.disk = Some(Disk::mount(&server.data_place(), bytes)?);
        Ok(server.started().await)
    }

    fn new(settings: &[(&str, &str)]) -> Self {
        let settings = settings.iter().map(|(key, value)| (format!("PLAYHOUSE_{key}"), (*value).to_owned())).collect();
        // Whoever was first has chosen the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).pool_max_idle_per_host(0);
        Self {
            process: None,
            disk: None,
            folder: TempDir::with_prefix("playhouse-test-").unwrap(),
            settings,
            port: 0,
            ops_port: 0,
            client: client.timeout(Duration::from_secs(120)).build().unwrap(),
        }
    }

    async fn started(mut self) -> Self {
        for _ in 0..STARTS {
            (self.port, self.ops_port) = (free_port(), free_port());
            if self.launch().await {
                return self;
            }
        }
        panic!("no free ports in {STARTS} tries\n{}", self.log());
    }

    /// The program with this server's settings.
    pub fn command(&self) -> Command {
        let program = env!("CARGO_BIN_EXE_playhouse");
        let mut command = self.disk.as_ref().map_or_else(|| Command::new(program), |disk| disk.enter(program));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PLAYHOUSE_")) {
            command.env_remove(name);
        }
        command
            .env("PLAYHOUSE_BIND", format!("127.0.0.1:{}", self.port))
            .env("PLAYHOUSE_OPS_BIND", format!("127.0.0.1:{}", self.ops_port))
            .env("PLAYHOUSE_DATA_DIR", self.data_place())
            .env("PLAYHOUSE_RATE_LIMITS", "off")
            .env("PLAYHOUSE_LOG", "info")
            .envs(self.settings.iter().map(|(key, value)| (key, value)));
        command
    }

    /// Starts the process and waits until it is ready; false when its ports are taken.
    async fn launch(&mut self) -> bool {
        let log = File::options().create(true).append(true).open(self.log_path()).unwrap();
        let written = log.metadata().unwrap().len();
        let mut command = self.command();
        command.arg("serve").stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        self.process = Some(command.spawn().unwrap());
        let url = format!("http://127.0.0.1:{}/readyz", self.ops_port);
        let client = self.client.clone();
        let ended = poll_until("the server is ready", READY, async || {
            if let Some(status) = self.process.as_mut().unwrap().try_wait().unwrap() {
                return Some(Some(status));
            }
            let answer = client.get(&url).send().await.ok()?;
            answer.status().is_success().then_some(None)
        })
        .await;
        let Some(status) = ended else {
            return true;
        };
        self.process = None;
        let log = std::fs::read(self.log_path()).unwrap();
        let said = String::from_utf8_lossy(log.get(usize::try_from(written).unwrap()..).unwrap()).into_owned();
        assert!(said.contains("cannot listen"), "the server ended with {status}: {said}");
        false
    }

    /// Starts it again, in the same place, after it has ended.
    pub async fn restart(&mut self) {
        assert!(self.process.is_none(), "the server runs");
        for _ in 0..STARTS {
            if self.launch().await {
                return;
            }
        }
        panic!("the ports are taken");
    }

    /// Ends the process as a power cut would, and sees that its workers end with it.
    pub fn kill9(&mut self) {
        let left = self.kill();
        assert!(left.is_empty(), "workers outlived their server: {left:?}");
    }

    /// Asks it to stop; answers how it ended.
    pub async fn terminate(&mut self, deadline: Duration) -> ExitStatus {
        let workers = children(self.pid());
        self.this().signal(libc::SIGTERM).unwrap();
        let mut process = self.process.take().unwrap();
        let status = poll_until("the server stops", deadline, async || process.try_wait().unwrap()).await;
        for worker in workers {
            assert!(worker.is_gone_within(ORPHAN), "worker {} outlived its server", worker.pid);
        }
        status
    }

    fn kill(&mut self) -> Vec<i32> {
        let Some(mut process) = self.process.take() else {
            return Vec::new();
        };
        let workers = children(i32::try_from(process.id()).unwrap());
        let _ = process.kill();
        let _ = process.wait();
        let left: Vec<Process> = workers.into_iter().filter(|worker| !worker.is_gone_within(ORPHAN)).collect();
        left.iter().for_each(|worker| drop(worker.signal(libc::SIGKILL)));
        left.iter().map(|worker| worker.pid).collect()
    }

    pub fn pid(&self) -> i32 {
        i32::try_from(self.process.as_ref().expect("the server runs").id()).unwrap()
    }

    /// The server's own process.
    pub fn this(&self) -> Process {
        Process::open(self.pid()).expect("the server lives")
    }

    /// Most memory that it has ever had, KiB.
    pub fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// Runs SQL on its database, while it runs.
    pub fn sql(&self, text: &str) {
        use diesel::Connection;
        use diesel::connection::SimpleConnection;
        let database = self.data_dir().join("playhouse.db");
        let mut connection = diesel::SqliteConnection::establish(&database.display().to_string()).unwrap();
        connection.batch_execute(&format!("pragma busy_timeout = 5000; {text}")).unwrap();
    }

    pub fn is_alive(&mut self) -> bool {
        self.process.as_mut().is_some_and(|process| process.try_wait().unwrap().is_none())
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub fn ops_url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.ops_port)
    }

    /// Flips a bit of a stored object, named by its path below the folder of objects; answers what is there now.
    pub fn damage(&self, object: &str) -> Vec<u8> {
        let path = self.data_dir().join("objects").join(object);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[100] ^= 1;
        std::fs::write(path, &bytes).unwrap();
        bytes
    }

    /// Where its data is, as this process reaches it.
    pub fn data_dir(&self) -> PathBuf {
        self.disk.as_ref().map_or_else(|| self.data_place(), Disk::folder)
    }

    /// The same as the server calls it.
    fn data_place(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The disk that it was started on.
    pub fn disk(&self) -> &Disk {
        self.disk.as_ref().expect("a disk of its own")
    }

    /// Where tests put their files.
    pub fn scratch(&self) -> &Path {
        self.folder.path()
    }

    /// The file of an upload's bytes.
    pub fn source(&self, upload: &str) -> PathBuf {
        self.data_dir().join("sources").join(upload)
    }

    /// Files that were made of a video.
    pub fn objects(&self, video: &str) -> Vec<PathBuf> {
        super::files_below(&self.data_dir().join("objects").join("videos").join(video))
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }

    /// Another setting, for the next start.
    pub fn set(&mut self, key: &str, value: &str) {
        let name = format!("PLAYHOUSE_{key}");
        self.settings.retain(|(known, _)| *known != name);
        self.settings.push((name, value.to_owned()));
    }

    /// Everything that the server said.
    pub fn whole_log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.log_path()).unwrap()).into_owned()
    }

    /// The end of what the server said.
    pub fn log(&self) -> String {
        let bytes = std::fs::read(self.log_path()).unwrap_or_default();
        String::from_utf8_lossy(bytes.get(bytes.len().saturating_sub(LOG_TAIL)..).unwrap_or_default()).into_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let left = self.kill();
        if std::thread::panicking() {
            eprintln!("--- the server's log ---\n{}--- end ---", self.log());
        } else {
            assert!(left.is_empty(), "workers outlived their server: {left:?}");
        }
    }
}

/// A port that nobody listens on now.
pub fn free_port() -> u16 {
    for _ in 0..1000 {
        let port = rand::rng().random_range(PORTS);
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
    panic!("no port is free");
}
