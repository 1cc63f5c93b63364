//! nginx in front of a server, as a shared cache: it keeps what it is allowed to keep, or whatever it gets.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::server::free_port;
use super::{Server, files_below, poll_until};

const READY: Duration = Duration::from_secs(20);

pub struct Nginx {
    process: Child,
    folder: PathBuf,
    port: u16,
}

impl Nginx {
    /// A cache that obeys `Cache-Control`; a `careless` one keeps every 200 for an hour.
    pub async fn start(server: &Server, name: &str, careless: bool) -> Self {
        let folder = server.scratch().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let port = free_port();
        let file = folder.join("nginx.conf");
        std::fs::write(&file, configuration(&folder, port, server.port(), careless)).unwrap();
        let mut command = Command::new("/usr/sbin/nginx");
        command.arg("-c").arg(&file).arg("-p").arg(&folder).stdin(Stdio::null());
        let process = command.spawn().expect("nginx is installed");
        let nginx = Self { process, folder, port };
        poll_until("nginx listens", READY, async || {
            tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok().map(drop)
        })
        .await;
        nginx
    }

    /// The same place behind the cache.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// What it has kept.
    pub fn kept(&self) -> Vec<PathBuf> {
        files_below(&self.folder.join("cache"))
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its workers end with the master only when that is asked to end.
        // SAFETY: a child that was not waited for; its number is still its own.
        unsafe { libc::kill(i32::try_from(self.process.id()).unwrap(), libc::SIGTERM) };
        let _ = self.process.wait();
    }
}

fn configuration(folder: &Path, port: u16, behind: u16, careless: bool) -> String {
    let folder = folder.display();
    // SAFETY: asks for a number.
    let user = if unsafe { libc::geteuid() } == 0 { "user root;" } else { "" };
    let keeps =
        if careless { "proxy_ignore_headers Cache-Control Expires Vary; proxy_cache_valid 200 1h;" } else { "" };
    format!(
        "daemon off; {user} worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
        events {{ worker_connections 256; }}
        http {{
          access_log off;
          client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
          uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
          proxy_cache_path {folder}/cache keys_zone=media:1m;
          server {{
            listen 127.0.0.1:{port};
            location / {{
              proxy_pass http://127.0.0.1:{behind};
              proxy_cache media; {keeps}
              add_header X-Cache $upstream_cache_status always;
            }}
          }}
        }}"
    )
}
