//! A small disk of one's own, which can be filled to the last byte: a tmpfs in a mount namespace that only this test and
//! the processes that it starts there see.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Mounts a tmpfs over `$1` with `$2` bytes, says so, and stays until its input ends.
const HOLD: &str = r#"mount -t tmpfs -o "size=$2" tmpfs "$1" && echo mounted && exec cat"#;

pub struct Disk {
    /// Keeps the namespace, and with it the disk.
    holder: Child,
    /// How to enter it.
    namespaces: &'static [&'static str],
    folder: PathBuf,
}

impl Disk {
    /// Mounts it over a folder, as root or as root of a user namespace; the reason when the kernel refuses both.
    pub fn mount(folder: &Path, bytes: u64) -> Result<Self, String> {
        std::fs::create_dir_all(folder).unwrap();
        let as_root: (&str, &[&str]) = ("-m", &["--mount"]);
        let as_user: (&str, &[&str]) = ("-Urm", &["--user", "--preserve-credentials", "--mount"]);
        let mut refusals = String::new();
        for (flags, namespaces) in [as_root, as_user] {
            match hold(flags, folder, bytes) {
                Ok(holder) => return Ok(Self { holder, namespaces, folder: folder.to_owned() }),
                Err(reason) => refusals.push_str(&format!("unshare {flags}: {reason}\n")),
            }
        }
        Err(refusals)
    }

    /// A command that sees the disk; its process is the program's own.
    pub fn enter(&self, program: &str) -> Command {
        let mut command = Command::new("nsenter");
        command.arg(format!("--target={}", self.holder.id())).args(self.namespaces).arg("--").arg(program);
        command
    }

    /// The folder as this process reaches it.
    pub fn folder(&self) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.holder.id()));
        root.join(self.folder.strip_prefix("/").unwrap())
    }

    fn ballast(&self) -> PathBuf {
        self.folder().join("ballast")
    }

    /// Takes every byte that is left.
    pub fn fill(&self) {
        let mut file = File::options().create(true).append(true).open(self.ballast()).unwrap();
        for size in [1 << 20, 4096] {
            let block = vec![0_u8; size];
            let full = std::iter::repeat_with(|| file.write_all(&block)).find_map(Result::err).unwrap();
            assert_eq!(full.kind(), ErrorKind::StorageFull, "{full}");
        }
    }

    pub fn free(&self) {
        std::fs::remove_file(self.ballast()).unwrap();
    }
}

fn hold(flags: &str, folder: &Path, bytes: u64) -> Result<Child, String> {
    let mut command = Command::new("unshare");
    command.args([flags, "sh", "-c", HOLD, "sh"]).arg(folder).arg(bytes.to_string());
    let mut holder = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(|error| error.to_string())?;
    let mut said = String::new();
    BufReader::new(holder.stdout.take().unwrap()).read_line(&mut said).unwrap();
    if said == "mounted\n" {
        return Ok(holder);
    }
    Err(holder.wait().unwrap().to_string())
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}
