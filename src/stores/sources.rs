//! [`SourceStore`] in a local folder: one file an upload, appended to by one writer.
//!
//! Writes go to the page cache in large vectored calls on the blocking pool; every few megabytes the kernel is asked to
//! start writing back, so that the sync before an acknowledgement finds little left to do.

use std::fs::{File, OpenOptions};
use std::io::{self, IoSlice, Write};
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use async_trait::async_trait;
use bytes::Bytes;
use playhouse_actors::model::{Timestamp, UploadId};
use playhouse_actors::ports::{SourceReader, SourceState, SourceStore, SourceWriter, StoreError};

/// Dirty bytes after which write-back is started.
const WRITE_BACK: u64 = 8 << 20;

#[derive(Debug, Clone)]
pub struct SourceFolder {
    folder: PathBuf,
}

impl SourceFolder {
    pub fn open(folder: PathBuf) -> Result<Self, StoreError> {
        std::fs::create_dir_all(&folder).map_err(store_error)?;
        Ok(Self { folder })
    }

    fn path(&self, id: &UploadId) -> PathBuf {
        self.folder.join(id.as_str())
    }

    /// Makes a name in the folder durable.
    fn sync_folder(&self) -> io::Result<()> {
        File::open(&self.folder)?.sync_all()
    }
}

fn store_error(error: io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::NotFound => StoreError::NotFound,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full,
        _ => StoreError::Internal(error.to_string()),
    }
}

async fn blocking<T: Send + 'static>(call: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, StoreError> {
    let outcome = tokio::task::spawn_blocking(call).await;
    outcome.map_err(|panic| StoreError::Internal(panic.to_string()))?.map_err(store_error)
}

#[async_trait]
impl SourceStore for SourceFolder {
    async fn create(&self, id: &UploadId) -> Result<(), StoreError> {
        let (this, path) = (self.clone(), self.path(id));
        blocking(move || {
            OpenOptions::new().write(true).create_new(true).open(path)?.sync_all()?;
            this.sync_folder()
        })
        .await
    }

    async fn state(&self, id: &UploadId) -> Result<SourceState, StoreError> {
        let path = self.path(id);
        blocking(move || {
            let metadata = std::fs::metadata(path)?;
            let since = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
            let written_at = Timestamp(0).plus(since);
            Ok(SourceState { length: metadata.len(), written_at })
        })
        .await
    }

    async fn writer(&self, id: &UploadId, offset: u64) -> Result<Box<dyn SourceWriter>, StoreError> {
        let path = self.path(id);
        let file = blocking(move || {
            use std::io::Seek;
            let mut file = OpenOptions::new().write(true).open(path)?;
            file.set_len(offset)?;
            file.seek(io::SeekFrom::Start(offset))?;
            Ok(file)
        })
        .await?;
        Ok(Box::new(FileWriter { file: Some(file), position: offset, written_back: offset }))
    }

    async fn reader(&self, id: &UploadId) -> Result<SourceReader, StoreError> {
        let path = self.path(id);
        blocking(move || {
            let file = File::open(path)?;
            let length = file.metadata()?.len();
            Ok(SourceReader { descriptor: OwnedFd::from(file), length })
        })
        .await
    }

    async fn concatenate(&self, parts: &[UploadId], into: &UploadId) -> Result<u64, StoreError> {
        let paths: Vec<PathBuf> = parts.iter().map(|part| self.path(part)).collect();
        let (this, target) = (self.clone(), self.path(into));
        blocking(move || {
            let mut whole = OpenOptions::new().write(true).create(true).truncate(true).open(target)?;
            let mut length = 0;
            for path in paths {
                // On Linux this is copy_file_range: the bytes stay in the kernel.
                length += io::copy(&mut File::open(path)?, &mut whole)?;
            }
            whole.sync_all()?;
            this.sync_folder()?;
            Ok(length)
        })
        .await
    }

    async fn remove(&self, id: &UploadId) -> Result<(), StoreError> {
        let path = self.path(id);
        blocking(move || match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        })
        .await
    }
}

struct FileWriter {
    /// Out while a call is under way on the blocking pool.
    file: Option<File>,
    position: u64,
    written_back: u64,
}

impl FileWriter {
    async fn with_file<T: Send + 'static>(
        &mut self,
        call: impl FnOnce(&mut File) -> io::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let Some(mut file) = self.file.take() else {
            return Err(StoreError::Internal("a write was abandoned half-way".to_owned()));
        };
        let (file, outcome) = blocking(move || {
            let outcome = call(&mut file);
            Ok((file, outcome))
        })
        .await?;
        self.file = Some(file);
        outcome.map_err(store_error)
    }
}

#[async_trait]
impl SourceWriter for FileWriter {
    async fn write(&mut self, chunks: Vec<Bytes>) -> Result<(), StoreError> {
        let (position, written_back) = (self.position, self.written_back);
        let (position, written_back) = self
            .with_file(move |file| {
                let length = write_vectored(file, &chunks)?;
                let position = position + length;
                if position - written_back < WRITE_BACK {
                    return Ok((position, written_back));
                }
                start_write_back(file, written_back, position);
                Ok((position, position))
            })
            .await?;
        (self.position, self.written_back) = (position, written_back);
        Ok(())
    }

    fn position(&self) -> u64 {
        self.position
    }

    async fn sync(&mut self) -> Result<(), StoreError> {
        self.with_file(|file| file.sync_data()).await
    }

    async fn truncate(&mut self, length: u64) -> Result<(), StoreError> {
        self.with_file(move |file| {
            use std::io::Seek;
            file.set_len(length)?;
            file.seek(io::SeekFrom::Start(length))?;
            Ok(())
        })
        .await?;
        self.position = length;
        self.written_back = self.written_back.min(length);
        Ok(())
    }
}

fn write_vectored(file: &mut File, chunks: &[Bytes]) -> io::Result<u64> {
    let length = chunks.iter().map(|chunk| chunk.len() as u64).sum();
    let mut slices: Vec<IoSlice<'_>> = chunks.iter().map(|chunk| IoSlice::new(chunk)).collect();
    let mut rest = slices.as_mut_slice();
    while !rest.is_empty() {
        match file.write_vectored(rest) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut rest, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

/// Asks the kernel to start writing a range; only a hint, so its failure is no failure.
#[cfg(target_os = "linux")]
fn start_write_back(file: &File, from: u64, to: u64) {
    use std::os::fd::AsRawFd;
    // SAFETY: the descriptor is open for the whole call, which touches no memory of ours.
    let outcome = unsafe {
        libc::sync_file_range(
            file.as_raw_fd(),
            i64::try_from(from).unwrap_or(0),
            i64::try_from(to - from).unwrap_or(0),
            libc::SYNC_FILE_RANGE_WRITE,
        )
    };
    if outcome != 0 {
        tracing::trace!(error = %io::Error::last_os_error(), "write-back not started");
    }
}
