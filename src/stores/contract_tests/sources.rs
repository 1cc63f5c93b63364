use bytes::Bytes;
use playhouse_actors::model::{UploadId, VideoId};
use playhouse_actors::ports::{MediaObject, SegmentKey, SegmentStore, SourceStore, StoreError};
use std::io::Read;

use crate::stores::objects::Objects;
use crate::stores::sources::SourceFolder;

fn sources() -> (SourceFolder, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (SourceFolder::open(folder.path().join("sources")).unwrap(), folder)
}

async fn content(sources: &SourceFolder, id: &UploadId) -> Vec<u8> {
    let mut bytes = Vec::new();
    let reader = sources.reader(id).await.unwrap();
    std::fs::File::from(reader.descriptor).read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes.len() as u64, reader.length);
    bytes
}

#[tokio::test]
async fn a_writer_appends_from_its_offset_and_takes_back() {
    let (sources, _folder) = sources();
    let id = UploadId::random();
    sources.create(&id).await.unwrap();
    let mut writer = sources.writer(&id, 0).await.unwrap();
    writer.write(vec![Bytes::from_static(b"abc"), Bytes::new(), Bytes::from_static(b"def")]).await.unwrap();
    writer.sync().await.unwrap();
    assert_eq!((writer.position(), sources.state(&id).await.unwrap().length), (6, 6));
    writer.truncate(2).await.unwrap();
    writer.write(vec![Bytes::from_static(b"X")]).await.unwrap();
    assert_eq!(content(&sources, &id).await, b"abX");
    let mut writer = sources.writer(&id, 1).await.unwrap();
    writer.write(vec![Bytes::from_static(b"Z")]).await.unwrap();
    assert_eq!(content(&sources, &id).await, b"aZ");
}

#[tokio::test]
async fn parts_are_joined_in_order_and_removed() {
    let (sources, _folder) = sources();
    let (first, second, whole) = (UploadId::random(), UploadId::random(), UploadId::random());
    for (id, text) in [(&first, "first "), (&second, "second")] {
        sources.create(id).await.unwrap();
        sources.writer(id, 0).await.unwrap().write(vec![Bytes::from(text)]).await.unwrap();
    }
    assert_eq!(sources.concatenate(&[second.clone(), first.clone()], &whole).await.unwrap(), 12);
    assert_eq!(content(&sources, &whole).await, b"secondfirst ");
    for _ in 0..2 {
        sources.remove(&first).await.unwrap();
    }
    assert!(matches!(sources.reader(&first).await, Err(StoreError::NotFound)));
}

#[tokio::test]
async fn objects_are_whole_or_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::open(&format!("file://{}", folder.path().display())).unwrap();
    let video = VideoId::random();
    let key = |version, number| SegmentKey {
        video: video.clone(),
        version,
        object: MediaObject::Segment { stream: "720p".into(), number },
    };
    assert!(matches!(objects.get(&key(1, 0)).await, Err(StoreError::NotFound)));
    for version in [1, 2] {
        objects.put(&key(version, 0), Bytes::from_static(b"segment")).await.unwrap();
    }
    assert_eq!(objects.get(&key(1, 0)).await.unwrap(), "segment");
    objects.remove(&video, Some(2)).await.unwrap();
    assert!(matches!(objects.get(&key(1, 0)).await, Err(StoreError::NotFound)));
    assert_eq!(objects.get(&key(2, 0)).await.unwrap(), "segment");
    objects.remove(&video, None).await.unwrap();
    assert!(!folder.path().join("videos").join(video.as_str()).exists());
}
