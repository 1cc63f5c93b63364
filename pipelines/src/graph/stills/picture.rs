//! Packed RGB in memory: where tiles are put together and frames are scored.

use std::sync::{Arc, Mutex, PoisonError};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;
use gstreamer_video::prelude::*;

use super::frames::raw_caps;
use crate::graph::failure;
use crate::graph::run::{Fault, chain, make, run_to_end};
use crate::report::{Failure, FailureCode};

/// Full range, BT.601 matrix: JFIF 1.02, section "Color Space".
const JFIF: &str = "1:4:0:0";

/// Three bytes a pixel; rows are padded to four bytes, as GStreamer lays them out.
#[derive(Debug, Clone)]
pub(crate) struct RgbPicture {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pixels: Vec<u8>,
}

impl RgbPicture {
    pub(crate) fn black(width: u32, height: u32) -> Self {
        let pixels = vec![0; stride(width) * height as usize];
        Self { width, height, pixels }
    }

    pub(crate) fn from_sample(sample: &gst::Sample) -> Result<Self, Failure> {
        let lost = || failure(FailureCode::Internal, "a decoded frame cannot be read");
        let info = sample.caps().and_then(|caps| gst_video::VideoInfo::from_caps(caps).ok()).ok_or_else(lost)?;
        let buffer = sample.buffer().ok_or_else(lost)?;
        let frame = gst_video::VideoFrameRef::from_buffer_ref_readable(buffer, &info).map_err(|_unmapped| lost())?;
        let mut picture = Self::black(info.width(), info.height());
        let from = usize::try_from(*frame.plane_stride().first().ok_or_else(lost)?).map_err(|_negative| lost())?;
        let rows = frame.plane_data(0).map_err(|_unmapped| lost())?.chunks(from.max(1));
        let row_bytes = picture.width as usize * 3;
        for (to, from) in std::iter::zip(picture.pixels.chunks_exact_mut(stride(info.width())), rows) {
            if let (Some(to), Some(from)) = (to.get_mut(..row_bytes), from.get(..row_bytes)) {
                to.copy_from_slice(from);
            }
        }
        Ok(picture)
    }

    /// Copies a picture to a place within this one; what would stand out is cut off.
    pub(crate) fn put(&mut self, tile: &Self, x: u32, y: u32) {
        let (from_stride, to_stride) = (stride(tile.width), stride(self.width));
        let bytes = tile.width.min(self.width.saturating_sub(x)) as usize * 3;
        let rows = self.pixels.chunks_exact_mut(to_stride).skip(y as usize);
        for (to, from) in std::iter::zip(rows, tile.pixels.chunks_exact(from_stride)) {
            let at = x as usize * 3;
            if let (Some(to), Some(from)) = (to.get_mut(at..at + bytes), from.get(..bytes)) {
                to.copy_from_slice(from);
            }
        }
    }

    /// Luma of each pixel (BT.601 weights), row by row.
    pub(crate) fn luma(&self) -> Vec<u8> {
        let weigh = |pixel: &[u8]| match pixel {
            [red, green, blue] => {
                ((u32::from(*red) * 77 + u32::from(*green) * 150 + u32::from(*blue) * 29) >> 8).min(255) as u8
            }
            _ => 0,
        };
        let row_bytes = self.width as usize * 3;
        let rows = self.pixels.chunks_exact(stride(self.width).max(1));
        rows.filter_map(|row| row.get(..row_bytes)).flat_map(|row| row.chunks_exact(3).map(weigh)).collect()
    }

    /// At most this wide: every pixel the mean of a whole number of pixels, so that nothing flickers.
    pub(crate) fn shrunk(&self, max_width: u32) -> Self {
        let step = self.width.div_ceil(max_width.max(1)).max(1);
        let mut small = Self::black((self.width / step).max(1), (self.height / step).max(1));
        let (small_stride, columns) = (stride(small.width), small.width);
        for (y, row) in (0..).zip(small.pixels.chunks_exact_mut(small_stride)) {
            for (x, pixel) in (0..columns).zip(row.chunks_exact_mut(3)) {
                pixel.copy_from_slice(&self.mean(x * step, y * step, step));
            }
        }
        small
    }

    fn mean(&self, x: u32, y: u32, side: u32) -> [u8; 3] {
        let (mut sums, mut count) = ([0_u32; 3], 0);
        for row in self.pixels.chunks_exact(stride(self.width)).skip(y as usize).take(side as usize) {
            for pixel in row.chunks_exact(3).skip(x as usize).take(side as usize) {
                count += 1;
                std::iter::zip(&mut sums, pixel).for_each(|(sum, value)| *sum += u32::from(*value));
            }
        }
        sums.map(|sum| u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX))
    }

    pub(crate) fn jpeg(self, quality: i32) -> Result<Vec<u8>, Failure> {
        let lost = || failure(FailureCode::Internal, "a picture cannot be encoded");
        let mut caps = raw_caps("RGB", (self.width, self.height));
        caps.make_mut().set("framerate", gst::Fraction::new(1, 1));
        let source = gst_app::AppSrc::builder().caps(&caps).format(gst::Format::Time).max_bytes(0).build();
        let mut buffer = gst::Buffer::from_mut_slice(self.pixels);
        if let Some(fresh) = buffer.get_mut() {
            fresh.set_pts(gst::ClockTime::ZERO);
        }
        source.push_buffer(buffer).map_err(|_refused| lost())?;
        source.end_of_stream().map_err(|_refused| lost())?;
        // Left as RGB, the file would hold RGB: four times the bytes, and colours that some readers mistake.
        let (convert, filter) = (make("videoconvertscale")?, make("capsfilter")?);
        let mut yuv = raw_caps("I420", (self.width, self.height));
        yuv.make_mut().set("colorimetry", JFIF);
        filter.set_property("caps", yuv);
        let encoder = make("jpegenc")?;
        encoder.set_property("quality", quality);
        let found = Arc::new(Mutex::new(None));
        let sink = sink(&found);
        let pipeline = gst::Pipeline::new();
        chain(&pipeline, &[source.upcast_ref(), &convert, &filter, &encoder, sink.upcast_ref()])?;
        run_to_end(&pipeline, &Fault::default())?;
        let sample: Option<gst::Sample> = found.lock().unwrap_or_else(PoisonError::into_inner).take();
        let sample = sample.ok_or_else(lost)?;
        let buffer = sample.buffer().ok_or_else(lost)?;
        Ok(buffer.map_readable().map_err(|_unmapped| lost())?.to_vec())
    }

    #[cfg(test)]
    pub(crate) fn from_luma(width: u32, height: u32, luma: impl Fn(u32, u32) -> u8) -> Self {
        let mut picture = Self::black(width, height);
        for (y, row) in (0..).zip(picture.pixels.chunks_exact_mut(stride(width))) {
            for (x, pixel) in (0..width).zip(row.chunks_exact_mut(3)) {
                pixel.fill(luma(x, y));
            }
        }
        picture
    }
}

fn stride(width: u32) -> usize {
    (width as usize * 3).next_multiple_of(4)
}

/// A sink that keeps the first sample.
pub(crate) fn sink(found: &Arc<Mutex<Option<gst::Sample>>>) -> gst_app::AppSink {
    let slot = Arc::clone(found);
    let new_sample = move |sink: &gst_app::AppSink| {
        let sample = sink.pull_sample().map_err(|_stopping| gst::FlowError::Eos)?;
        slot.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(sample);
        Ok(gst::FlowSuccess::Ok)
    };
    let callbacks = gst_app::AppSinkCallbacks::builder().new_sample(new_sample).build();
    gst_app::AppSink::builder().sync(false).async_(false).enable_last_sample(false).callbacks(callbacks).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_land_where_they_are_put() {
        let mut sheet = RgbPicture::black(6, 4);
        sheet.put(&RgbPicture::from_luma(3, 2, |_, _| 100), 3, 2);
        sheet.put(&RgbPicture::from_luma(3, 2, |_, _| 200), 5, 0);
        #[rustfmt::skip]
        assert_eq!(sheet.luma(), [
            0, 0, 0,   0,   0, 200,
            0, 0, 0,   0,   0, 200,
            0, 0, 0, 100, 100, 100,
            0, 0, 0, 100, 100, 100,
        ]);
    }
}
