//! An element that brings HDR pictures (BT.2020, PQ or HLG, 10 bits) down to SDR (BT.709, 8 bits).
//!
//! GStreamer has none for the CPU. What a colour becomes is worked out once, in [`light`], and read off a table here.

use std::sync::{Mutex, OnceLock, PoisonError};

use gstreamer as gst;
use gstreamer::glib;
use gstreamer_base::subclass::prelude::*;
use gstreamer_video as gst_video;
use gstreamer_video::prelude::*;
use gstreamer_video::subclass::prelude::*;

use self::light::{Table, Transfer};

mod light;

glib::wrapper! {
    pub(crate) struct ToneMap(ObjectSubclass<Imp>)
        @extends gst_video::VideoFilter, gstreamer_base::BaseTransform, gst::Element, gst::Object;
}

impl ToneMap {
    /// The element that pictures with these stored caps need, if they are HDR.
    pub(crate) fn for_source(stored: &gst::Caps) -> Option<Self> {
        let colour =
            stored.structure(0)?.get::<&str>("colorimetry").ok()?.parse::<gst_video::VideoColorimetry>().ok()?;
        let transfer = transfer_of(&colour)?;
        let element: Self = glib::Object::new();
        let full_range = colour.range() == gst_video::VideoColorRange::Range0_255;
        // Nobody else has seen the object yet, so the cell is empty.
        let _ = element.imp().table.set(Table::new(transfer, full_range));
        Some(element)
    }

    /// What it takes.
    pub(crate) fn input_caps((width, height): (u32, u32)) -> gst::Caps {
        gst::Caps::builder("video/x-raw")
            .field("format", "I420_10LE")
            .field("width", width.cast_signed())
            .field("height", height.cast_signed())
            .field("pixel-aspect-ratio", gst::Fraction::new(1, 1))
            .build()
    }
}

fn transfer_of(colour: &gst_video::VideoColorimetry) -> Option<Transfer> {
    match colour.transfer() {
        gst_video::VideoTransferFunction::Smpte2084 => Some(Transfer::Pq),
        gst_video::VideoTransferFunction::AribStdB67 => Some(Transfer::Hlg),
        _ => None,
    }
}

#[derive(Default)]
pub(crate) struct Imp {
    table: OnceLock<Table>,
    /// The chroma of the picture in work: memory that is used again.
    chroma: Mutex<Vec<[u8; 2]>>,
}

#[glib::object_subclass]
impl ObjectSubclass for Imp {
    const NAME: &'static str = "PlayhouseToneMap";
    type Type = ToneMap;
    type ParentType = gst_video::VideoFilter;
}

impl ObjectImpl for Imp {}

impl GstObjectImpl for Imp {}

impl ElementImpl for Imp {
    fn metadata() -> Option<&'static gst::subclass::ElementMetadata> {
        static METADATA: OnceLock<gst::subclass::ElementMetadata> = OnceLock::new();
        Some(METADATA.get_or_init(|| {
            gst::subclass::ElementMetadata::new("Tone map", "Filter/Video", "Brings HDR down to SDR", "Playhouse")
        }))
    }

    fn pad_templates() -> &'static [gst::PadTemplate] {
        static TEMPLATES: OnceLock<Vec<gst::PadTemplate>> = OnceLock::new();
        TEMPLATES.get_or_init(|| {
            let template = |name, direction, format| {
                let caps = gst::Caps::builder("video/x-raw").field("format", format).build();
                gst::PadTemplate::new(name, direction, gst::PadPresence::Always, &caps)
            };
            let input = template("sink", gst::PadDirection::Sink, "I420_10LE");
            let output = template("src", gst::PadDirection::Src, "I420");
            input.into_iter().chain(output).collect()
        })
    }
}

impl BaseTransformImpl for Imp {
    const MODE: gstreamer_base::subclass::BaseTransformMode = gstreamer_base::subclass::BaseTransformMode::NeverInPlace;
    const PASSTHROUGH_ON_SAME_CAPS: bool = false;
    const TRANSFORM_IP_ON_PASSTHROUGH: bool = false;

    fn transform_caps(
        &self,
        direction: gst::PadDirection,
        caps: &gst::Caps,
        filter: Option<&gst::Caps>,
    ) -> Option<gst::Caps> {
        let mut other = caps.clone();
        for fields in other.make_mut().iter_mut() {
            for name in ["colorimetry", "chroma-site", "mastering-display-info", "content-light-level"] {
                fields.remove_field(name);
            }
            if direction == gst::PadDirection::Sink {
                fields.set("format", "I420");
                fields.set("colorimetry", "bt709");
            } else {
                fields.set("format", "I420_10LE");
            }
        }
        Some(
            filter.map_or_else(
                || other.clone(),
                |filter| filter.intersect_with_mode(&other, gst::CapsIntersectMode::First),
            ),
        )
    }
}

impl VideoFilterImpl for Imp {
    fn transform_frame(
        &self,
        input: &gst_video::VideoFrameRef<&gst::BufferRef>,
        output: &mut gst_video::VideoFrameRef<&mut gst::BufferRef>,
    ) -> Result<gst::FlowSuccess, gst::FlowError> {
        let table = self.table.get().ok_or(gst::FlowError::NotNegotiated)?;
        let mut chroma = self.chroma.lock().unwrap_or_else(PoisonError::into_inner);
        map_picture(table, input, output, &mut chroma).ok_or(gst::FlowError::Error)?;
        Ok(gst::FlowSuccess::Ok)
    }
}

/// A plane of `samples` of 10 bits, row by row.
fn rows<'a>(
    frame: &'a gst_video::VideoFrameRef<&gst::BufferRef>,
    plane: u32,
) -> Option<impl Iterator<Item = &'a [u8]> + Clone> {
    let stride = usize::try_from(*frame.plane_stride().get(plane as usize)?).ok()?;
    Some(frame.plane_data(plane).ok()?.chunks(stride.max(1)))
}

fn samples(row: &[u8]) -> impl Iterator<Item = u16> {
    row.chunks_exact(2).map(|bytes| u16::from_le_bytes(bytes.try_into().unwrap_or_default()))
}

/// Luma is looked up with the chroma of its square of four, chroma with the mean luma of them.
fn map_picture(
    table: &Table,
    input: &gst_video::VideoFrameRef<&gst::BufferRef>,
    output: &mut gst_video::VideoFrameRef<&mut gst::BufferRef>,
    chroma: &mut Vec<[u8; 2]>,
) -> Option<()> {
    let (across, down) = ((input.width() / 2) as usize, (input.height() / 2) as usize);
    chroma.clear();
    let stride = usize::try_from(*output.plane_stride().first()?).ok()?;
    let mut out = output.plane_data_mut(0).ok()?.chunks_mut(stride.max(1));
    let mut luma = rows(input, 0)?;
    for (blue, red) in std::iter::zip(rows(input, 1)?, rows(input, 2)?).take(down) {
        let (above, below, out_above, out_below) = (luma.next()?, luma.next()?, out.next()?, out.next()?);
        let sources = std::iter::zip(above.chunks_exact(4), below.chunks_exact(4));
        let targets = std::iter::zip(out_above.chunks_exact_mut(2), out_below.chunks_exact_mut(2));
        let pairs = std::iter::zip(samples(blue), samples(red)).take(across);
        for (((blue, red), (above, below)), (out_above, out_below)) in pairs.zip(sources).zip(targets) {
            let columns = table.columns(blue, red);
            let four = samples(above).chain(samples(below));
            let mut sum = 2;
            for (value, into) in four.zip(out_above.iter_mut().chain(out_below)) {
                *into = columns.component::<0>(value);
                sum += value.min(1023);
            }
            let mean = sum / 4;
            chroma.push([columns.component::<1>(mean), columns.component::<2>(mean)]);
        }
    }
    write_chroma(chroma, across, output, 1, |[blue, _]| blue)?;
    write_chroma(chroma, across, output, 2, |[_, red]| red)
}

fn write_chroma(
    chroma: &[[u8; 2]],
    across: usize,
    output: &mut gst_video::VideoFrameRef<&mut gst::BufferRef>,
    plane: u32,
    pick: impl Fn([u8; 2]) -> u8,
) -> Option<()> {
    let stride = usize::try_from(*output.plane_stride().get(plane as usize)?).ok()?;
    let out = output.plane_data_mut(plane).ok()?.chunks_mut(stride.max(1));
    for (row, out) in chroma.chunks(across.max(1)).zip(out) {
        for (pair, into) in row.iter().zip(out) {
            *into = pick(*pair);
        }
    }
    Some(())
}
