//! Levels: the lowest that holds a stream of some size, rate and bitrate.

/// The lowest `level_idc` that holds such pictures and bitrate in High profile (ITU-T H.264, tables ).
#[must_use]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded by the operands")]
pub(super) fn h264_level(width: u32, height: u32, frame_rate: f64, max_bitrate: u32) -> u8 {
    // level_idc, macroblocks a second, macroblocks a frame, kbit/s of High profile (1.25 x the table's)
    const LEVELS: [(u8, u64, u64, u64); 13] = [
        (21, 19_800, 792, 5_000),
        (22, 20_250, 1_620, 5_000),
        (30, 40_500, 1_620, 12_500),
        (31, 108_000, 3_600, 17_500),
        (32, 216_000, 5_120, 25_000),
        (40, 245_760, 8_192, 25_000),
        (41, 245_760, 8_192, 62_500),
        (42, 522_240, 8_704, 62_500),
        (50, 589_824, 22_080, 168_750),
        (51, 983_040, 36_864, 300_000),
        (52, 2_073_600, 36_864, 300_000),
        (60, 4_177_920, 139_264, 300_000),
        (61, 8_355_840, 139_264, 600_000),
    ];
    let macroblocks = u64::from(width.div_ceil(16)) * u64::from(height.div_ceil(16));
    let per_second = (macroblocks as f64 * frame_rate).ceil() as u64;
    let kilobits = u64::from(max_bitrate.div_ceil(1000));
    LEVELS
        .iter()
        .find(|(_, rate, frame, bitrate)| per_second <= *rate && macroblocks <= *frame && kilobits <= *bitrate)
        .map_or(62, |(level, ..)| *level)
}

/// `general_level_idc` of Main tier (ITU-T H.265, tables A.8 and A.9).
#[must_use]
pub(super) fn hevc_level(width: u32, height: u32, frame_rate: f64, max_bitrate: u32) -> u8 {
    // general_level_idc, luma samples a picture, luma samples a second, kbit/s
    const LEVELS: [(u8, u64, f64, u32); 12] = [
        (60, 122_880, 3_686_400.0, 1_500),
        (63, 245_760, 7_372_800.0, 3_000),
        (90, 552_960, 16_588_800.0, 6_000),
        (93, 983_040, 33_177_600.0, 10_000),
        (120, 2_228_224, 66_846_720.0, 12_000),
        (123, 2_228_224, 133_693_440.0, 20_000),
        (150, 8_912_896, 267_386_880.0, 25_000),
        (153, 8_912_896, 534_773_760.0, 40_000),
        (156, 8_912_896, 1_069_547_520.0, 60_000),
        (180, 35_651_584, 1_069_547_520.0, 60_000),
        (183, 35_651_584, 2_139_095_040.0, 120_000),
        (186, 35_651_584, 4_278_190_080.0, 240_000),
    ];
    // Coded in blocks of eight.
    let (width, height) = (u64::from(width.next_multiple_of(8)), u64::from(height.next_multiple_of(8)));
    let samples = width * height;
    let per_second = samples as f64 * frame_rate;
    let kilobits = max_bitrate.div_ceil(1000);
    let fits = |level: &&(u8, u64, f64, u32)| {
        // No side may be longer than the square root of eight pictures.
        let longest = width.max(height);
        samples <= level.1 && longest * longest <= level.1 * 8 && per_second <= level.2 && kilobits <= level.3
    };
    LEVELS.iter().find(fits).map_or(186, |level| level.0)
}

/// `seq_level_idx` (AV1, annex A.3).
#[must_use]
pub(super) fn av1_level(width: u32, height: u32, frame_rate: f64) -> u8 {
    // seq_level_idx, picture size, longest sides, display rate
    const LEVELS: [(u8, u64, u32, u32, f64); 14] = [
        (0, 147_456, 2048, 1152, 4_423_680.0),
        (1, 278_784, 2816, 1584, 8_363_520.0),
        (4, 665_856, 4352, 2448, 19_975_680.0),
        (5, 1_065_024, 5504, 3096, 31_950_720.0),
        (8, 2_359_296, 6144, 3456, 70_778_880.0),
        (9, 2_359_296, 6144, 3456, 141_557_760.0),
        (12, 8_912_896, 8192, 4352, 267_386_880.0),
        (13, 8_912_896, 8192, 4352, 534_773_760.0),
        (14, 8_912_896, 8192, 4352, 1_069_547_520.0),
        (15, 8_912_896, 8192, 4352, 1_069_547_520.0),
        (16, 35_651_584, 16_384, 8704, 1_069_547_520.0),
        (17, 35_651_584, 16_384, 8704, 2_139_095_040.0),
        (18, 35_651_584, 16_384, 8704, 4_278_190_080.0),
        (19, 35_651_584, 16_384, 8704, 4_278_190_080.0),
    ];
    let samples = u64::from(width) * u64::from(height);
    let per_second = samples as f64 * frame_rate;
    let fits = |level: &&(u8, u64, u32, u32, f64)| {
        samples <= level.1 && width <= level.2 && height <= level.3 && per_second <= level.4
    };
    LEVELS.iter().find(fits).map_or(19, |level| level.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_sizes_have_the_levels_that_players_expect() {
        assert_eq!(h264_level(1280, 720, 30.0, 3_000_000), 31);
        assert_eq!((hevc_level(1280, 720, 30.0, 2_000_000), hevc_level(1920, 1080, 30.0, 4_000_000)), (93, 120));
        assert_eq!((av1_level(1280, 720, 30.0), av1_level(1920, 1080, 60.0)), (5, 9));
        assert_eq!((hevc_level(8192, 8192, 240.0, 0), av1_level(16_384, 16_384, 60.0)), (186, 19));
    }
}
