use super::*;

fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    [&length[..], kind, body, &[0; 4]].concat()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &header), chunk(b"IDAT", b"data"), chunk(b"IEND", b"")].concat()
}

fn jpeg(width: u16, height: u16, orientation: u8) -> Vec<u8> {
    let exif =
        [b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(), &[orientation], b"\0\0"].concat();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let frame = [&[8][..], &height.to_be_bytes(), &width.to_be_bytes(), &[1, 1, 0x11, 0]].concat();
    let head = [&[0xff, 0xd8, 0xff, 0xe1], &length[..], &exif, &[0xff, 0xff, 0xc0, 0, 11], &frame].concat();
    [&head[..], &[0xff, 0xda, 0, 4, 0, 0, 1, 2, 0xff, 0, 3, 0xff, 0xd9]].concat()
}

fn webp(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap();
    let chunk = [&kind[..], &length.to_le_bytes(), body, &vec![0; body.len() % 2]].concat();
    let whole = u32::try_from(chunk.len() + 4).unwrap();
    [&b"RIFF"[..], &whole.to_le_bytes(), b"WEBP", &chunk].concat()
}

fn code(bytes: &[u8]) -> FailureCode {
    inspect(bytes).expect_err("a refusal").code
}

#[test]
fn sizes_and_orientation_are_read() {
    let facts = |format, width, height, orientation| Ok(ImageFacts { format, width, height, orientation });
    assert_eq!(inspect(&png(640, 480)), facts(ImageFormat::Png, 640, 480, Orientation::Upright));
    assert_eq!(inspect(&jpeg(640, 480, 6)), facts(ImageFormat::Jpeg, 640, 480, Orientation::Rotate90));
    assert_eq!(inspect(&jpeg(640, 480, 99)), facts(ImageFormat::Jpeg, 640, 480, Orientation::Upright));
    let lossy = webp(b"VP8 ", &[0, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 2, 0xe0, 1]);
    assert_eq!(inspect(&lossy), facts(ImageFormat::WebP, 640, 480, Orientation::Upright));
    let bits: u32 = 639 | 479 << 14;
    let lossless = webp(b"VP8L", &[&[0x2f], &bits.to_le_bytes()[..]].concat());
    assert_eq!(inspect(&lossless), facts(ImageFormat::WebP, 640, 480, Orientation::Upright));
}

#[test]
fn threat_5_bombs_are_refused_by_their_header() {
    assert_eq!(code(&png(100_000, 100_000)), FailureCode::LimitImage);
    assert_eq!(code(&png(20_000, 2)), FailureCode::LimitImage);
    assert_eq!(code(&jpeg(65_535, 65_535, 1)), FailureCode::LimitImage);
    assert_eq!(code(&webp(b"VP8L", &[0x2f, 0xff, 0xff, 0xff, 0x0f])), FailureCode::LimitImage);
    assert_eq!(code(&png(0, 7)), FailureCode::CorruptImage);
}

#[test]
fn other_files_and_animations_are_refused() {
    for bytes in [&b""[..], b"GIF89a", b"<svg/>", b"#EXTM3U", b"BM"] {
        assert_eq!(code(bytes), FailureCode::UnsupportedImage);
    }
    assert_eq!(code(&webp(b"VP8X", &[2, 0, 0, 0, 1, 0, 0, 1, 0, 0])), FailureCode::UnsupportedImage);
}

#[test]
fn every_cut_is_refused() {
    for whole in [png(64, 48), jpeg(64, 48, 1), webp(b"VP8 ", &[0, 0, 0, 0x9d, 0x01, 0x2a, 64, 0, 48, 0])] {
        assert!(inspect(&whole).is_ok());
        for length in 0..whole.len() {
            assert!(inspect(&whole[..length]).is_err(), "{length} of {}", whole.len());
        }
    }
}
