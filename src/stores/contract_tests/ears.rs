//! An audience that writes down what it hears.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use bytes::Bytes;
use playhouse_actors::model::VideoId;
use playhouse_actors::ports::{Audience, AudienceFigures, Farewell, MemberId};
use serde_json::Value;
use tokio::sync::Notify;
use tokio::time::timeout;

const SOON: Duration = Duration::from_secs(60);

/// What was told in each room: its numbers, in order.
#[derive(Default)]
pub struct Ears {
    heard: Mutex<HashMap<VideoId, Vec<i64>>>,
    news: Notify,
}

impl Ears {
    pub fn heard(&self, room: &VideoId) -> Vec<i64> {
        self.heard.lock().unwrap().get(room).cloned().unwrap_or_default()
    }

    pub async fn until_heard(&self, room: &VideoId, count: usize) {
        let hear = async {
            while self.heard(room).len() < count {
                self.news.notified().await;
            }
        };
        timeout(SOON, hear).await.unwrap_or_else(|_| panic!("{count} were written, heard: {:?}", self.heard(room)));
    }
}

impl Audience for Ears {
    fn welcome(&self, _: MemberId, _: Vec<Bytes>) {}

    fn publish(&self, room: &VideoId, text: &Bytes) {
        let message: Value = serde_json::from_slice(text).unwrap();
        assert_ne!(message["type"], "gap");
        if message["type"] == "comment.created" {
            let seq = message["seq"].as_i64().unwrap();
            self.heard.lock().unwrap().entry(room.clone()).or_default().push(seq);
            self.news.notify_one();
        }
    }

    fn tell(&self, _: MemberId, _: Bytes) {}

    fn close(&self, member: MemberId, why: Farewell) {
        panic!("{member:?} is closed: {why:?}");
    }

    fn figures(&self) -> AudienceFigures {
        AudienceFigures::default()
    }
}
