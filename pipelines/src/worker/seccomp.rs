//! System calls that a worker has no use for.
//!
//! The rest is allowed: what GStreamer, its libraries and the allocator call differs between machines, and a list of
//! all of it would break on each of them. What would give a hijacked decoder a way out is refused, and the calls that
//! no honest worker ever makes end it on the spot.

use std::collections::BTreeMap;

use rustix::process::Pid;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch, apply_filter,
};

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// Other programs, other processes' memory, namespaces, mounts, modules, and the kernel's most exploited doors.
const FATAL: &[i64] = &[
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_pidfd_getfd,
    libc::SYS_kcmp,
    libc::SYS_setns,
    libc::SYS_unshare,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_move_mount,
    libc::SYS_open_tree,
    libc::SYS_mount_setattr,
    libc::SYS_open_by_handle_at,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    libc::SYS_kexec_file_load,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_acct,
    libc::SYS_quotactl,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    libc::SYS_syslog,
];

/// Libraries may try these and can live with a refusal. Landlock does not cover changes of metadata.
const REFUSED: &[i64] = &[
    libc::SYS_socket,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_fchmod,
    libc::SYS_fchmodat,
    libc::SYS_fchown,
    libc::SYS_fchownat,
    libc::SYS_utimensat,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    libc::SYS_fsetxattr,
    libc::SYS_removexattr,
    libc::SYS_lremovexattr,
    libc::SYS_fremovexattr,
    libc::SYS_pidfd_open,
    libc::SYS_pidfd_send_signal,
    libc::SYS_rt_tgsigqueueinfo,
    libc::SYS_tkill,
    libc::SYS_mq_open,
    libc::SYS_shmget,
    libc::SYS_semget,
    libc::SYS_msgget,
    libc::SYS_inotify_init1,
    libc::SYS_fanotify_init,
];

#[cfg(target_arch = "x86_64")]
const FATAL_OLD: &[i64] = &[libc::SYS_modify_ldt, libc::SYS_iopl, libc::SYS_ioperm];
#[cfg(target_arch = "x86_64")]
const REFUSED_OLD: &[i64] = &[
    libc::SYS_chmod,
    libc::SYS_chown,
    libc::SYS_lchown,
    libc::SYS_utime,
    libc::SYS_utimes,
    libc::SYS_futimesat,
    libc::SYS_fork,
    libc::SYS_vfork,
    libc::SYS_inotify_init,
];
#[cfg(not(target_arch = "x86_64"))]
const FATAL_OLD: &[i64] = &[];
#[cfg(not(target_arch = "x86_64"))]
const REFUSED_OLD: &[i64] = &[];

/// Marks calls of the x32 interface, which shares the architecture word with the ordinary one.
#[cfg(target_arch = "x86_64")]
const X32: i64 = 0x4000_0000;
/// Calls that x32 numbers differently: execve, ptrace, kexec_load, process_vm_readv and writev, execveat.
#[cfg(target_arch = "x86_64")]
const FATAL_X32: &[i64] = &[520, 521, 528, 539, 540, 545];

/// Pushes input into a terminal, as if typed.
const TERMINAL_INPUT: [u64; 2] = [0x5412, 0x541c];

/// Installs the filters for this thread and all that it starts; `own` is the only process that may be signalled.
pub(crate) fn install(own: Pid) -> bool {
    filters(own).is_some_and(|programs| programs.iter().all(|program| apply_filter(program).is_ok()))
}

fn filters(own: Pid) -> Option<[BpfProgram; 3]> {
    let refused = refused_rules(own)?;
    let fatal = always(FATAL.iter().chain(FATAL_OLD).copied());
    // libc falls back to `clone`, whose flags can be looked at.
    let unknown = always(std::iter::once(libc::SYS_clone3));
    Some([
        compile(unknown, SeccompAction::Errno(libc::ENOSYS.cast_unsigned()))?,
        compile(refused, SeccompAction::Errno(libc::EPERM.cast_unsigned()))?,
        compile(with_x32(fatal), SeccompAction::KillProcess)?,
    ])
}

fn refused_rules(own: Pid) -> Option<Rules> {
    let mut rules = always(REFUSED.iter().chain(REFUSED_OLD).copied());
    let own = u64::try_from(own.as_raw_nonzero().get()).ok()?;
    let other_process = condition(0, SeccompCmpOp::Ne, own)?;
    for call in [libc::SYS_kill, libc::SYS_tgkill, libc::SYS_rt_sigqueueinfo] {
        rules.insert(call, vec![other_process.clone()]);
    }
    // GStreamer wakes its own threads through pairs of Unix sockets, which lead nowhere else.
    let unix = u64::try_from(libc::AF_UNIX).ok()?;
    rules.insert(libc::SYS_socketpair, vec![condition(0, SeccompCmpOp::Ne, unix)?]);
    // A new process, unlike a new thread, does not share the thread group.
    let thread = u64::try_from(libc::CLONE_THREAD).ok()?;
    rules.insert(libc::SYS_clone, vec![condition(0, SeccompCmpOp::MaskedEq(thread), 0)?]);
    let terminal: Option<Vec<SeccompRule>> =
        TERMINAL_INPUT.into_iter().map(|request| condition(1, SeccompCmpOp::Eq, request)).collect();
    rules.insert(libc::SYS_ioctl, terminal?);
    Some(rules)
}

fn always(calls: impl Iterator<Item = i64>) -> Rules {
    calls.map(|call| (call, Vec::new())).collect()
}

fn condition(argument: u8, operator: SeccompCmpOp, value: u64) -> Option<SeccompRule> {
    let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Dword, operator, value).ok()?;
    SeccompRule::new(vec![condition]).ok()
}

/// x32 is off on most kernels; where it is on, it must not be a way around.
#[cfg(target_arch = "x86_64")]
fn with_x32(mut rules: Rules) -> Rules {
    let ordinary: Vec<i64> = rules.keys().chain(REFUSED).chain(REFUSED_OLD).copied().collect();
    for call in ordinary.into_iter().chain(FATAL_X32.iter().copied()) {
        rules.insert(call | X32, Vec::new());
    }
    rules
}

#[cfg(not(target_arch = "x86_64"))]
fn with_x32(rules: Rules) -> Rules {
    rules
}

fn compile(rules: Rules, action: SeccompAction) -> Option<BpfProgram> {
    let architecture = TargetArch::try_from(std::env::consts::ARCH).ok()?;
    SeccompFilter::new(rules, SeccompAction::Allow, action, architecture).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_compile_and_no_call_is_on_both_lists() {
        assert!(filters(rustix::process::getpid()).is_some());
        assert!(FATAL.iter().all(|call| !REFUSED.contains(call)));
    }
}
