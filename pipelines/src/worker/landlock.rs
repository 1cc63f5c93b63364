//! The file system as a worker sees it: shared libraries can be read and mapped, everything else is out of reach, and
//! nothing can be written. Where the kernel knows of them, TCP, signals and abstract sockets are cut off as well.

use ::landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, PathBeneath, PathFd, Ruleset, RulesetAttr,
    RulesetCreated, RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
};

use crate::spec::Encoder;

/// Newest first: the first that the kernel has in full is taken.
const VERSIONS: [(ABI, u32); 7] =
    [(ABI::V7, 7), (ABI::V6, 6), (ABI::V5, 5), (ABI::V4, 4), (ABI::V3, 3), (ABI::V2, 2), (ABI::V1, 1)];

/// Libraries, GStreamer's plugins among them.
const LIBRARIES: [&str; 5] = ["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib"];
/// What the loader and libc read besides.
const FILES: [&str; 4] = ["/etc/ld.so.cache", "/dev/null", "/dev/urandom", "/sys/devices/system/cpu"];

/// What the drivers of NVIDIA and of VA-API open to find and to use their devices.
const NVIDIA: [&str; 6] = [
    "/dev/nvidiactl",
    "/dev/nvidia0",
    "/dev/nvidia-uvm",
    "/dev/nvidia-uvm-tools",
    "/dev/nvidia-modeset",
    "/proc/driver/nvidia",
];
const VA: [&str; 4] = ["/dev/dri", "/sys/dev/char", "/sys/devices", "/usr/share/libdrm"];

/// Locks the file system but for the devices of these encoders; gives the ABI that is enforced in full, or 0.
pub(crate) fn restrict(encoders: &[Encoder]) -> u32 {
    let devices: Vec<&str> = encoders.iter().flat_map(|encoder| devices(*encoder)).copied().collect();
    VERSIONS.into_iter().find(|(abi, _)| enforce(*abi, &devices).is_ok_and(|full| full)).map_or(0, |(_, number)| number)
}

fn devices(encoder: Encoder) -> &'static [&'static str] {
    match encoder {
        Encoder::NvH264 => &NVIDIA,
        Encoder::VaH264 => &VA,
        Encoder::X264 | Encoder::X265 | Encoder::Vp9 | Encoder::Av1 => &[],
    }
}

fn enforce(abi: ABI, devices: &[&str]) -> Result<bool, RulesetError> {
    // All that this version can restrict, or an error: a lower one is tried then.
    let mut ruleset =
        Ruleset::default().set_compatibility(CompatLevel::HardRequirement).handle_access(AccessFs::from_all(abi))?;
    if abi >= ABI::V4 {
        ruleset = ruleset.handle_access(AccessNet::from_all(abi))?;
    }
    if abi >= ABI::V6 {
        ruleset = ruleset.scope(Scope::from_all(abi))?;
    }
    let mut created = ruleset.create()?;
    for path in LIBRARIES {
        created = allow(created, path, AccessFs::ReadFile | AccessFs::ReadDir | AccessFs::Execute)?;
    }
    for path in FILES {
        created = allow(created, path, AccessFs::ReadFile | AccessFs::ReadDir)?;
    }
    let mut use_device = AccessFs::ReadFile | AccessFs::ReadDir | AccessFs::WriteFile;
    if abi >= ABI::V5 {
        use_device |= AccessFs::IoctlDev;
    }
    for path in devices {
        created = allow(created, path, use_device)?;
    }
    Ok(created.restrict_self()?.ruleset == RulesetStatus::FullyEnforced)
}

/// Paths that a machine does not have need no rule.
fn allow(ruleset: RulesetCreated, path: &str, access: BitFlags<AccessFs>) -> Result<RulesetCreated, RulesetError> {
    let Ok(found) = PathFd::new(path) else { return Ok(ruleset) };
    let is_folder = std::fs::metadata(path).is_ok_and(|metadata| metadata.is_dir());
    let access = if is_folder { access } else { access & AccessFs::from_file(ABI::V7) };
    ruleset.add_rule(PathBeneath::new(found, access))
}
