//! A real PostgreSQL for the tests: one server a test process, on a socket in a temporary folder, one database a test.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

struct Server {
    folder: PathBuf,
    _process: Child,
}

/// URL of a database that nobody else uses.
pub fn fresh_database() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let server = server();
    let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let mut connection = PgConnection::establish(&server.url("postgres")).unwrap();
    connection.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    server.url(&name)
}

impl Server {
    fn url(&self, database: &str) -> String {
        let host = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{host}/{database}")
    }
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        // The server ends with the thread that started it: one that lives as long as the process.
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            sender.send(start()).unwrap();
            loop {
                std::thread::park();
            }
        });
        receiver.recv().unwrap()
    })
}

/// Folder of the server's programs: Debian keeps them out of PATH.
fn programs() -> PathBuf {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    versions.sort();
    versions.into_iter().rfind(|path| path.join("initdb").exists()).expect("PostgreSQL is not installed")
}

/// PostgreSQL refuses to run as root: as root, its programs run as the user `postgres`, and end with this process.
fn command(program: &Path) -> Command {
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "TERM"]);
    if is_root {
        command.args(["--reuid", "postgres", "--regid", "postgres", "--clear-groups"]);
    }
    command.arg("--").arg(program).stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null());
    command
}

fn start() -> Server {
    sweep();
    let folder = std::env::temp_dir().join(format!("playhouse-pg-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o777);
    std::fs::set_permissions(&folder, permissions).unwrap();
    let (programs, data) = (programs(), folder.join("data"));
    let made = command(&programs.join("initdb"))
        .args(["--no-sync", "--auth", "trust", "--username", "postgres", "--encoding", "UTF8", "--pgdata"])
        .arg(&data)
        .status()
        .unwrap();
    assert!(made.success(), "initdb failed");
    let process = command(&programs.join("postgres"))
        .arg("-D")
        .arg(&data)
        .arg("-k")
        .arg(&folder)
        .args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=400"])
        .spawn()
        .unwrap();
    let server = Server { folder, _process: process };
    let deadline = Instant::now() + Duration::from_secs(30);
    while PgConnection::establish(&server.url("postgres")).is_err() {
        assert!(Instant::now() < deadline, "PostgreSQL does not answer");
        std::thread::yield_now();
    }
    server
}

/// Removes the folders of test processes that are no more.
fn sweep() {
    for entry in std::fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(owner) = name.strip_prefix("playhouse-pg-") else {
            continue;
        };
        if !Path::new("/proc").join(owner).exists() {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}
