//! What parent and worker say to each other; the worker's answers are [`crate::report::Report`]s.

use serde::{Deserialize, Serialize};

use super::sandbox::SandboxPolicy;
use crate::spec::{Encoder, Job};

/// Parent to worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "request", rename_all = "snake_case")]
pub(crate) enum Request {
    /// The first message, before the sandbox is up.
    Setup(Setup),
    /// A job, with its inputs as descriptors beside it; jobs of a worker are numbered from 1.
    Job { sequence: u32, job: Job },
    /// A product was taken over: another may be on its way.
    Taken,
    /// Between jobs: is it still there?
    Ping,
    /// The source of an ingest job has grown. May come a little before the job, or after its end.
    Growth { sequence: u32, growth: Growth },
}

/// How far a source has grown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Growth {
    pub(crate) available: u64,
    pub(crate) length: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Setup {
    pub(crate) policy: SandboxPolicy,
    /// The worker ends when this process is no longer its parent.
    pub(crate) parent: u32,
    /// Address space, bytes.
    pub(crate) memory_limit: u64,
    /// Added to the niceness.
    pub(crate) niceness: u8,
    /// Encoders that it may use besides x264; those of hardware come with the devices that they need.
    pub(crate) encoders: Vec<Encoder>,
}

/// The worker's whole environment: nothing of the parent's reaches it.
pub(crate) const ENVIRONMENT: [(&str, &str); 12] = [
    // Pictures come and go by the hundred: their memory is kept and in huge pages, or the kernel clears it for each.
    (
        "GLIBC_TUNABLES",
        "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=1073741824:glibc.malloc.trim_threshold=4294967296",
    ),
    // No scan, no cache and no helper process: plugins are loaded by name.
    ("GST_PLUGIN_SYSTEM_PATH_1_0", ""),
    ("GST_PLUGIN_PATH_1_0", ""),
    ("GST_REGISTRY_DISABLE", "yes"),
    ("GST_REGISTRY_UPDATE", "no"),
    ("GST_REGISTRY_FORK", "no"),
    ("GSETTINGS_BACKEND", "memory"),
    ("GIO_USE_VFS", "local"),
    ("GIO_MODULE_DIR", "/nonexistent"),
    ("HOME", "/nonexistent"),
    ("LC_ALL", "C.UTF-8"),
    // Arenas of many threads would eat the address space that the limit leaves.
    ("MALLOC_ARENA_MAX", "2"),
];
