//! What people do with each other's videos and what they are told of, for the handlers.

use std::sync::Arc;

use playhouse_actors::notifications::{Herald, NotificationBoard};
use playhouse_actors::ports::{Chapters, Follows, Likes, Notifications};

pub struct Social {
    pub likes: Arc<dyn Likes>,
    pub follows: Arc<dyn Follows>,
    pub chapters: Arc<dyn Chapters>,
    pub notifications: Arc<dyn Notifications>,
    /// Where sockets hear of what is new.
    pub board: NotificationBoard,
    pub herald: Herald,
}
