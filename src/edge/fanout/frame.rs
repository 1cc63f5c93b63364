//! WebSocket frames as a server sends them: whole, unmasked (RFC 6455, 5.2).

use bytes::{BufMut, Bytes, BytesMut};

const FINAL: u8 = 0x80;
const TEXT: u8 = 0x1;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;
const PONG: u8 = 0xA;
/// What a control frame may carry.
const CONTROL_BYTES: usize = 125;

/// Why a connection is closed (RFC 6455, 7.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum CloseCode {
    Normal = 1000,
    Protocol = 1002,
    Unsupported = 1003,
    InvalidText = 1007,
    /// What it did is not allowed, or its session has ended.
    Policy = 1008,
    TooBig = 1009,
    /// The server stops: come back.
    Restart = 1012,
    /// Too much to do, or it reads too slowly: come back later.
    TryLater = 1013,
    /// There is nothing here, or not for who asks (of the range for applications).
    NotFound = 4404,
}

fn frame(opcode: u8, payload: &[u8]) -> Bytes {
    let mut bytes = BytesMut::with_capacity(payload.len() + 10);
    bytes.put_u8(FINAL | opcode);
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(length @ ..=125), _) => bytes.put_u8(length),
        (_, Ok(length)) => {
            bytes.put_u8(126);
            bytes.put_u16(length);
        }
        _ => {
            bytes.put_u8(127);
            bytes.put_u64(payload.len() as u64);
        }
    }
    bytes.put_slice(payload);
    bytes.freeze()
}

pub fn text(payload: &[u8]) -> Bytes {
    frame(TEXT, payload)
}

pub fn ping() -> Bytes {
    frame(PING, &[])
}

/// With what the ping carried.
pub fn pong(payload: &[u8]) -> Bytes {
    frame(PONG, payload.get(..CONTROL_BYTES).unwrap_or(payload))
}

pub fn close(code: CloseCode, reason: &str) -> Bytes {
    let mut payload = (code as u16).to_be_bytes().to_vec();
    payload.extend(reason.bytes().take(CONTROL_BYTES - 2));
    frame(CLOSE, &payload)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_in_the_fewest_bytes() {
        assert_eq!(text(b"hi").as_ref(), [0x81, 2, b'h', b'i']);
        assert_eq!(text(&[b'x'; 125]).get(..2), Some(&[0x81, 125][..]));
        assert_eq!(text(&[b'x'; 126]).get(..4), Some(&[0x81, 126, 0, 126][..]));
        assert_eq!(text(&vec![b'x'; 65_536]).get(..10), Some(&[0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0][..]));
        assert_eq!(close(CloseCode::Restart, "stop").as_ref(), [0x88, 6, 3, 0xF4, b's', b't', b'o', b'p']);
        assert_eq!(pong(&[7; 200]).len(), 127);
    }
}
