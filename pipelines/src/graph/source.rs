//! The only element that brings bytes into a pipeline: reads one open descriptor, and knows no path.
//!
//! Random access, with the final length as its size. The file may still be growing: a read past what is available
//! waits until the parent announces more, or until the pipeline is taken down.

use std::os::fd::OwnedFd;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

use gstreamer::glib;
use gstreamer::subclass::prelude::*;
use gstreamer_base::prelude::*;
use gstreamer_base::subclass::prelude::*;

/// One file, of which the first `available` bytes may be read.
#[derive(Debug)]
pub(crate) struct GrowingFile {
    descriptor: OwnedFd,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    available: u64,
    /// None while the file grows towards an end that nobody knows.
    length: Option<u64>,
    /// Readers must give up, the element is being stopped.
    unlocked: bool,
    /// Highest byte handed out: how far along ingest is.
    reached: u64,
}

/// Why a read gave nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReadError {
    EndOfFile,
    /// The element is being stopped.
    Interrupted,
    /// The descriptor itself failed, or the file is shorter than promised.
    Broken,
}

impl GrowingFile {
    pub(crate) fn new(descriptor: OwnedFd, length: Option<u64>, available: u64) -> Self {
        let available = length.map_or(available, |length| available.min(length));
        let state = State { available, length, unlocked: false, reached: 0 };
        Self { descriptor, state: Mutex::new(state), changed: Condvar::new() }
    }

    /// A file that is all there.
    pub(crate) fn whole(descriptor: OwnedFd, length: u64) -> Self {
        Self::new(descriptor, Some(length), length)
    }

    /// Bytes that the file will have, or more than any file has while that is not known.
    pub(crate) fn length(&self) -> u64 {
        self.state().length.unwrap_or(u64::MAX)
    }

    /// Announces that the first `available` bytes can be read; neither shrinks nor changes its mind about the length.
    pub(crate) fn grow(&self, available: u64, length: Option<u64>) {
        let mut state = self.state();
        state.length = state.length.or(length);
        let available = state.length.map_or(available, |length| available.min(length));
        state.available = state.available.max(available);
        self.changed.notify_all();
    }

    /// Share of the file that was handed out.
    pub(crate) fn progress(&self) -> f64 {
        let state = self.state();
        let length = state.length.unwrap_or(state.available);
        if length == 0 { 1.0 } else { (state.reached as f64 / length as f64).min(1.0) }
    }

    /// Fills `into` from `offset`, or to the end of the file; waits for bytes that are still to come.
    pub(crate) fn read(&self, offset: u64, into: &mut [u8]) -> Result<usize, ReadError> {
        let end = offset.saturating_add(into.len() as u64);
        let available = self.wait_for(end)?;
        self.fill(offset, into, available.min(end).saturating_sub(offset))
    }

    /// As [`Self::read`], but gives what is there as soon as there is anything.
    fn read_some(&self, offset: u64, into: &mut [u8]) -> Result<usize, ReadError> {
        let available = self.wait_for(offset.saturating_add(1))?;
        self.fill(offset, into, (into.len() as u64).min(available.saturating_sub(offset)))
    }

    fn fill(&self, offset: u64, into: &mut [u8], wanted: u64) -> Result<usize, ReadError> {
        if wanted == 0 {
            return Err(ReadError::EndOfFile);
        }
        let into = usize::try_from(wanted).ok().and_then(|wanted| into.get_mut(..wanted)).ok_or(ReadError::Broken)?;
        let mut filled = 0;
        while let Some(rest) = into.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match rustix::io::pread(&self.descriptor, rest, offset + filled as u64) {
                Ok(0) => return Err(ReadError::Broken),
                Ok(count) => filled += count,
                Err(rustix::io::Errno::INTR) => {}
                Err(_) => return Err(ReadError::Broken),
            }
        }
        let mut state = self.state();
        state.reached = state.reached.max(offset + wanted);
        Ok(filled)
    }

    /// Waits until the file reaches `end`, or its own end; gives how far it reaches.
    fn wait_for(&self, end: u64) -> Result<u64, ReadError> {
        let mut state = self.state();
        while state.available < state.length.map_or(end, |length| end.min(length)) {
            if state.unlocked {
                return Err(ReadError::Interrupted);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        Ok(state.available)
    }

    fn set_unlocked(&self, unlocked: bool) {
        self.state().unlocked = unlocked;
        self.changed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is plain numbers, right after every statement: a panic elsewhere cannot have broken it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

glib::wrapper! {
    pub(crate) struct FileSource(ObjectSubclass<Imp>)
        @extends gstreamer_base::BaseSrc, gstreamer::Element, gstreamer::Object;
}

impl FileSource {
    /// A source of `file` from byte `skip` on: a tag in front of the media is simply not there.
    ///
    /// Without `random_access` bytes are pushed from first to last: demuxers that would look at the end of a file for
    /// an index go without one then. `patches` are read instead of what the file has there.
    pub(crate) fn new(file: Arc<GrowingFile>, skip: u64, random_access: bool, patches: Vec<(u64, Vec<u8>)>) -> Self {
        let source: Self = glib::Object::new();
        // Nobody else has seen the object yet, so the cell is empty.
        let _ = source.imp().input.set(Input { file, skip, random_access, patches });
        source
    }
}

#[derive(Debug)]
struct Input {
    file: Arc<GrowingFile>,
    skip: u64,
    random_access: bool,
    patches: Vec<(u64, Vec<u8>)>,
}

#[derive(Debug, Default)]
pub(crate) struct Imp {
    input: OnceLock<Input>,
}

#[glib::object_subclass]
impl ObjectSubclass for Imp {
    const NAME: &'static str = "PlayhouseFileSource";
    type Type = FileSource;
    type ParentType = gstreamer_base::BaseSrc;
}

impl ObjectImpl for Imp {
    fn constructed(&self) {
        self.parent_constructed();
        self.obj().set_format(gstreamer::Format::Bytes);
        self.obj().set_blocksize(64 * 1024);
    }
}

impl GstObjectImpl for Imp {}

impl ElementImpl for Imp {
    fn metadata() -> Option<&'static gstreamer::subclass::ElementMetadata> {
        static METADATA: OnceLock<gstreamer::subclass::ElementMetadata> = OnceLock::new();
        Some(METADATA.get_or_init(|| {
            gstreamer::subclass::ElementMetadata::new(
                "Descriptor source",
                "Source",
                "Reads an open file that may grow",
                "Playhouse",
            )
        }))
    }

    fn pad_templates() -> &'static [gstreamer::PadTemplate] {
        static TEMPLATES: OnceLock<Vec<gstreamer::PadTemplate>> = OnceLock::new();
        TEMPLATES.get_or_init(|| {
            let any = gstreamer::Caps::new_any();
            let template =
                gstreamer::PadTemplate::new("src", gstreamer::PadDirection::Src, gstreamer::PadPresence::Always, &any);
            template.into_iter().collect()
        })
    }
}

impl BaseSrcImpl for Imp {
    fn is_seekable(&self) -> bool {
        self.input.get().is_some_and(|input| input.random_access)
    }

    fn size(&self) -> Option<u64> {
        let input = self.input.get()?;
        let length = input.file.state().length?;
        Some(length.saturating_sub(input.skip))
    }

    fn fill(
        &self,
        offset: u64,
        length: u32,
        buffer: &mut gstreamer::BufferRef,
    ) -> Result<gstreamer::FlowSuccess, gstreamer::FlowError> {
        let input = self.input.get().ok_or(gstreamer::FlowError::Error)?;
        let filled = {
            let mut map = buffer.map_writable().map_err(|_unwritable| gstreamer::FlowError::Error)?;
            let into = map.get_mut(..length as usize).ok_or(gstreamer::FlowError::Error)?;
            let place = offset.saturating_add(input.skip);
            let read =
                if input.random_access { input.file.read(place, into) } else { input.file.read_some(place, into) };
            let filled = read.map_err(|error| match error {
                ReadError::EndOfFile => gstreamer::FlowError::Eos,
                ReadError::Interrupted => gstreamer::FlowError::Flushing,
                ReadError::Broken => gstreamer::FlowError::Error,
            })?;
            input.patches.iter().for_each(|(at, patch)| overlay(into, place, *at, patch));
            filled
        };
        buffer.set_size(filled);
        // Demuxers read their place in the file off the buffers.
        buffer.set_offset(offset);
        buffer.set_offset_end(offset.saturating_add(filled as u64));
        Ok(gstreamer::FlowSuccess::Ok)
    }

    fn unlock(&self) -> Result<(), gstreamer::ErrorMessage> {
        if let Some(input) = self.input.get() {
            input.file.set_unlocked(true);
        }
        Ok(())
    }

    fn unlock_stop(&self) -> Result<(), gstreamer::ErrorMessage> {
        if let Some(input) = self.input.get() {
            input.file.set_unlocked(false);
        }
        Ok(())
    }
}

/// Puts a patch over `bytes`, which were read at `place`, as far as they reach.
fn overlay(bytes: &mut [u8], place: u64, patch_at: u64, patch: &[u8]) {
    for (offset, value) in (patch_at..).zip(patch) {
        let at = offset.checked_sub(place).and_then(|at| usize::try_from(at).ok());
        if let Some(byte) = at.and_then(|at| bytes.get_mut(at)) {
            *byte = *value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn file(bytes: &[u8], available: u64) -> Arc<GrowingFile> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        Arc::new(GrowingFile::new(file.into(), Some(bytes.len() as u64), available))
    }

    #[test]
    fn reads_end_at_the_end() {
        let file = file(b"0123456789", 10);
        let mut into = [0; 8];
        assert_eq!(file.read(0, &mut into), Ok(8));
        assert_eq!(file.read(6, &mut into), Ok(4));
        assert_eq!(&into[..4], b"6789");
        assert_eq!(file.read(10, &mut into), Err(ReadError::EndOfFile));
        assert_eq!(file.progress(), 1.0);
    }

    #[test]
    fn a_read_waits_for_growth() {
        let file = file(b"0123456789", 4);
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| file.read(2, &mut [0; 8]));
            file.grow(5, None);
            file.grow(10, None);
            assert_eq!(reader.join().unwrap(), Ok(8));
        });
    }

    #[test]
    fn the_length_may_come_last() {
        let mut whole = tempfile::tempfile().unwrap();
        whole.write_all(b"0123456789").unwrap();
        let file = GrowingFile::new(whole.into(), None, 4);
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| file.read(2, &mut [0; 16]));
            file.grow(10, None);
            file.grow(10, Some(10));
            assert_eq!(reader.join().unwrap(), Ok(8));
        });
        assert_eq!(file.read(10, &mut [0; 4]), Err(ReadError::EndOfFile));
    }

    #[test]
    fn a_waiting_read_can_be_interrupted() {
        let file = file(b"0123456789", 4);
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| file.read(2, &mut [0; 8]));
            file.set_unlocked(true);
            assert_eq!(reader.join().unwrap(), Err(ReadError::Interrupted));
        });
    }

    #[test]
    fn patches_are_read_wherever_a_read_cuts_them() {
        for from in 0..8_usize {
            let mut bytes = b"__edts__"[from..].to_vec();
            overlay(&mut bytes, from as u64, 2, b"free");
            assert_eq!(bytes, b"__free__"[from..]);
        }
    }

    #[test]
    fn a_file_shorter_than_promised_is_broken() {
        let short = tempfile::tempfile().unwrap();
        let file = GrowingFile::whole(short.into(), 10);
        assert_eq!(file.read(0, &mut [0; 4]), Err(ReadError::Broken));
    }
}
