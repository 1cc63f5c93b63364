//! Turning pictures upright.

use gstreamer as gst;
use gstreamer_video::VideoOrientationMethod as Method;

use super::run::make;
use crate::report::Failure;
use crate::spec::Orientation;

/// How the container says that its pictures must be turned.
pub(crate) fn orientation_of(tags: &gst::TagListRef) -> Option<Orientation> {
    Some(match Method::from_tag(tags)? {
        Method::Identity => Orientation::Upright,
        Method::_90r => Orientation::Rotate90,
        Method::_180 => Orientation::Rotate180,
        Method::_90l => Orientation::Rotate270,
        Method::Horiz => Orientation::Mirror,
        Method::UlLr => Orientation::MirrorRotate90,
        Method::Vert => Orientation::MirrorRotate180,
        Method::UrLl => Orientation::MirrorRotate270,
        _ => return None,
    })
}

/// The element that turns a picture upright, if it does not stand so already.
pub(crate) fn flip(orientation: Orientation) -> Result<Option<gst::Element>, Failure> {
    use gstreamer::prelude::*;
    let direction = match orientation {
        Orientation::Upright => return Ok(None),
        Orientation::Rotate90 => "90r",
        Orientation::Rotate180 => "180",
        Orientation::Rotate270 => "90l",
        Orientation::Mirror => "horiz",
        // A quarter turn and a mirror together swap the picture over one of its diagonals.
        Orientation::MirrorRotate90 => "ul-lr",
        Orientation::MirrorRotate180 => "vert",
        Orientation::MirrorRotate270 => "ur-ll",
    };
    let flip = make("videoflip")?;
    flip.set_property_from_str("video-direction", direction);
    Ok(Some(flip))
}

/// The size before turning that gives `upright` after it.
pub(crate) fn stored_size(orientation: Orientation, (width, height): (u32, u32)) -> (u32, u32) {
    match orientation {
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::MirrorRotate90 | Orientation::MirrorRotate270 => {
            (height, width)
        }
        _ => (width, height),
    }
}
