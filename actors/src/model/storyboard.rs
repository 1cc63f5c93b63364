//! Geometry of a storyboard: which moment is where on which sheet. Pure.
//!
//! Tile `i` stands for the seconds `i * seconds_per_tile ..`; tiles fill a sheet row by row, and sheets follow each other.
//! Every sheet has the same size, also the last: players need to know one geometry alone.

use serde::{Deserialize, Serialize};

/// Longer side of a tile.
const TILE: f64 = 160.0;
/// Tiles of a full sheet, each way: one job makes a sheet, and a job may look at so many segments.
const SIDE: u32 = 8;
/// From this many tiles on, a storyboard is not made finer.
const MOST_TILES: f64 = 720.0;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Storyboard {
    pub tile_width: u32,
    pub tile_height: u32,
    pub across: u32,
    pub down: u32,
    pub seconds_per_tile: u32,
    pub tiles: u32,
}

/// Where a tile is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TilePlace {
    pub sheet: u32,
    pub x: u32,
    pub y: u32,
}

impl Storyboard {
    /// For a film of some seconds whose upright picture has this size.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "durations are bounded by ingest")]
    pub fn new(seconds: f64, (width, height): (u32, u32)) -> Self {
        let seconds = if seconds.is_finite() { seconds.clamp(0.0, 1e6) } else { 0.0 };
        let seconds_per_tile = match seconds {
            short if short <= 20.0 => 1,
            short if short <= 120.0 => 2,
            middle if middle <= 900.0 => 5,
            long => ((long / MOST_TILES).ceil() as u32).max(10),
        };
        let tiles = ((seconds / f64::from(seconds_per_tile)).ceil() as u32).max(1);
        let longer = f64::from(width.max(height).max(1));
        let side = |side: u32| (((f64::from(side) * TILE / longer) / 2.0).round() as u32 * 2).max(2);
        let across = tiles.min(SIDE);
        Self {
            tile_width: side(width),
            tile_height: side(height),
            across,
            down: tiles.div_ceil(across).min(SIDE),
            seconds_per_tile,
            tiles,
        }
    }

    #[must_use]
    pub fn tiles_per_sheet(&self) -> u32 {
        self.across.saturating_mul(self.down).max(1)
    }

    #[must_use]
    pub fn sheets(&self) -> u32 {
        self.tiles.div_ceil(self.tiles_per_sheet())
    }

    /// Numbers of the tiles on a sheet.
    #[must_use]
    pub fn tiles_of(&self, sheet: u32) -> std::ops::Range<u32> {
        let first = sheet.saturating_mul(self.tiles_per_sheet()).min(self.tiles);
        first..first.saturating_add(self.tiles_per_sheet()).min(self.tiles)
    }

    /// Start of what a tile stands for, seconds.
    #[must_use]
    pub fn start(&self, tile: u32) -> f64 {
        f64::from(tile) * f64::from(self.seconds_per_tile)
    }

    #[must_use]
    pub fn place(&self, tile: u32) -> TilePlace {
        let within = tile % self.tiles_per_sheet();
        let across = self.across.max(1);
        TilePlace {
            sheet: tile / self.tiles_per_sheet(),
            x: within % across * self.tile_width,
            y: within / across * self.tile_height,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_keep_the_aspect_of_the_picture() {
        let size = |width, height| {
            let board = Storyboard::new(60.0, (width, height));
            (board.tile_width, board.tile_height)
        };
        assert_eq!(size(1920, 1080), (160, 90));
        assert_eq!(size(1080, 1920), (90, 160));
        assert_eq!(size(640, 480), (160, 120));
        assert_eq!(size(4000, 2), (160, 2), "never empty");
    }

    #[test]
    fn every_tile_is_on_one_sheet_and_every_length_has_few_sheets() {
        for seconds in [0.0, 0.5, 3.0, 19.0, 60.0, 121.0, 600.0, 901.0, 7200.0, 86_400.0, f64::NAN] {
            let board = Storyboard::new(seconds, (1920, 1080));
            assert!(board.tiles >= 1 && board.tiles <= 720 && board.sheets() <= 12, "{board:?}");
            let listed: Vec<u32> = (0..board.sheets()).flat_map(|sheet| board.tiles_of(sheet)).collect();
            assert_eq!(listed, (0..board.tiles).collect::<Vec<_>>());
            let on_sheet = |tile: &u32| board.tiles_of(board.place(*tile).sheet).contains(tile);
            assert!(listed.iter().all(on_sheet), "{board:?}");
            if seconds.is_finite() {
                assert!(board.start(board.tiles - 1) <= seconds);
            }
        }
    }

    #[test]
    fn a_film_of_ten_minutes() {
        let board = Storyboard::new(600.0, (1920, 1080));
        assert_eq!((board.seconds_per_tile, board.tiles, board.sheets()), (5, 120, 2));
        assert_eq!(board.place(63), TilePlace { sheet: 0, x: 7 * 160, y: 7 * 90 });
        assert_eq!(board.place(64), TilePlace { sheet: 1, x: 0, y: 0 });
    }
}
