//! How much of an answer may wait in the kernel.
//!
//! Left alone, the kernel lets megabytes wait for each connection. To a peer that is near (another server of the house, a
//! proxy on this machine, a player in the same room), that only costs: the bytes have left the processor's caches when they
//! are sent. A far one needs a deep buffer to fill its way, and keeps the kernel's.

use std::mem::size_of;
use std::os::fd::{AsRawFd, RawFd};

use actix_web::rt::net::TcpStream;

/// Round trips below this are near: 128 KiB in 2 ms are 64 MB a second.
const NEAR_MICROSECONDS: u32 = 2000;
/// What a near peer's buffer is for; the kernel doubles it for its own bookkeeping.
const NEAR_BUFFER: libc::c_int = 128 << 10;

/// Fits the send buffer to the way to the peer. Whatever the kernel refuses stays as it was.
pub fn fit_buffer(stream: &TcpStream) {
    let descriptor = stream.as_raw_fd();
    if round_trip_microseconds(descriptor).is_some_and(|time| time < NEAR_MICROSECONDS) {
        set_send_buffer(descriptor, NEAR_BUFFER);
    }
}

fn round_trip_microseconds(descriptor: RawFd) -> Option<u32> {
    // SAFETY: all zeros is a value of this plain C struct.
    let mut info: libc::tcp_info = unsafe { std::mem::zeroed() };
    let mut length = libc::socklen_t::try_from(size_of::<libc::tcp_info>()).ok()?;
    // SAFETY: the descriptor is open while its stream is borrowed; the pointers are to a struct of `length` bytes.
    let outcome = unsafe {
        libc::getsockopt(descriptor, libc::IPPROTO_TCP, libc::TCP_INFO, (&raw mut info).cast(), &raw mut length)
    };
    (outcome == 0).then_some(info.tcpi_rtt)
}

fn set_send_buffer(descriptor: RawFd, bytes: libc::c_int) {
    let length = libc::socklen_t::try_from(size_of::<libc::c_int>()).unwrap_or(0);
    // SAFETY: the descriptor is open while its stream is borrowed; the pointer is to an int of `length` bytes.
    unsafe {
        libc::setsockopt(descriptor, libc::SOL_SOCKET, libc::SO_SNDBUF, (&raw const bytes).cast(), length);
    }
}
