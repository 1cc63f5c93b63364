//! What people tell of themselves, and what their tier allows.

use playhouse_pipelines::spec::Orientation;

use super::{PictureId, UserId};

/// What a person tells of themselves; empty until they do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    pub display_name: Option<String>,
    pub bio: String,
    /// Absolute URLs, in the person's order.
    pub links: Vec<String>,
    pub avatar: Option<PictureId>,
    pub banner: Option<PictureId>,
}

/// What is to change; the rest stays. An empty name is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileChange {
    pub display_name: Option<String>,
    pub bio: Option<String>,
    pub links: Option<Vec<String>>,
}

/// What anybody may count of a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProfileCounts {
    /// Public videos that can be watched.
    pub videos: u64,
    /// Of these videos.
    pub views: u64,
}

/// What a person may have on the server; `None`: the server's own limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    pub name: String,
    pub max_upload_bytes: Option<u64>,
    pub max_stored_bytes: Option<u64>,
    pub max_open_uploads: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PictureKind {
    Avatar,
    Banner,
}

impl PictureKind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Avatar => "avatar",
            Self::Banner => "banner",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Avatar, Self::Banner].into_iter().find(|kind| kind.as_str() == text)
    }

    /// The path of the smallest size of a picture.
    #[must_use]
    pub fn small_path(self, user: &UserId, picture: &PictureId) -> String {
        let size = self.boxes().last().map_or(0, |(size, _)| *size);
        format!("/people/{user}/{}/{picture}-{size}.jpg", self.as_str())
    }

    /// The boxes into which it is made to fit, largest first.
    #[must_use]
    pub fn boxes(self) -> &'static [(u32, u32)] {
        match self {
            Self::Avatar => &[(512, 512), (128, 128)],
            Self::Banner => &[(2048, 1024), (1024, 512)],
        }
    }
}

/// The widest that a picture of these sides may be to fit into a box, once it stands upright.
#[must_use]
pub fn width_in(size: (u32, u32), orientation: Orientation, (width, height): (u32, u32)) -> u32 {
    let (wide, high) = super::upright(size.0, size.1, orientation);
    let by_height = u64::from(height) * u64::from(wide) / u64::from(high.max(1));
    u32::try_from(by_height).unwrap_or(u32::MAX).min(width).max(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_fits_into_its_box_however_it_stands() {
        let fit = |size, orientation| width_in(size, orientation, (512, 512));
        assert_eq!(fit((1000, 1000), Orientation::Upright), 512);
        assert_eq!(fit((2000, 1000), Orientation::Upright), 512);
        assert_eq!(fit((1000, 2000), Orientation::Upright), 256);
        assert_eq!(fit((2000, 1000), Orientation::Rotate90), 256);
        assert_eq!(fit((1, 16_384), Orientation::Upright), 2);
    }
}
