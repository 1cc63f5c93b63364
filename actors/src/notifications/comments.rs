//! Who is told of a comment, and why.

use crate::model::{Comment, CommentState, Occasion, UserId, Video, Visibility};

/// Whom a published comment concerns: the author of the one it answers, and those whom it names. Each is told once, and
/// nobody of what they may not see, or have written themselves.
#[must_use]
pub fn concerned(
    video: &Video,
    comment: &Comment,
    parent: Option<&Comment>,
    mentioned: &[UserId],
) -> Vec<(UserId, Occasion)> {
    if comment.state != CommentState::Published || video.owner_is_banned {
        return Vec::new();
    }
    let author = &comment.author.id;
    let answered = parent.filter(|parent| parent.state == CommentState::Published).map(|parent| &parent.author.id);
    let may_see = |user: &&UserId| video.visibility != Visibility::Private || **user == video.owner;
    let (id, about) = (&comment.id, &video.id);
    let reply =
        answered.map(|user| (user, Occasion::Reply { video: about.clone(), comment: id.clone(), by: author.clone() }));
    let mentions = mentioned
        .iter()
        .filter(|user| Some(*user) != answered)
        .map(|user| (user, Occasion::Mention { video: about.clone(), comment: id.clone(), by: author.clone() }));
    let all = reply.into_iter().chain(mentions);
    all.filter(|(user, _)| *user != author && may_see(user)).map(|(user, why)| (user.clone(), why)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        CommentAuthor, CommentId, MapState, NotificationKind, Timestamp, VideoId, VideoLabels, VideoState,
    };

    fn video(owner: &UserId, visibility: Visibility) -> Video {
        Video {
            id: VideoId::random(),
            owner: owner.clone(),
            owner_username: "owner".to_owned(),
            owner_is_banned: false,
            title: "A title".to_owned(),
            description: String::new(),
            visibility,
            labels: VideoLabels::default(),
            state: VideoState::Ready,
            failure: None,
            media_version: 1,
            map_state: MapState::Complete,
            map_revision: 1,
            duration_seconds: None,
            width: None,
            height: None,
            views: 0,
            likes: 0,
            created_at: Timestamp(0),
            published_at: None,
        }
    }

    fn comment(author: &UserId, video: &Video) -> Comment {
        Comment {
            id: CommentId::random(),
            video: video.id.clone(),
            author: CommentAuthor { id: author.clone(), username: "x".to_owned(), display_name: None, avatar: None },
            parent: None,
            root: None,
            body: "Hello".to_owned(),
            at: None,
            state: CommentState::Published,
            client_id: None,
            created_at: Timestamp(0),
            edited_at: None,
            pinned_at: None,
            is_hearted: false,
            likes: 0,
            replies: 0,
        }
    }

    fn kinds(told: Vec<(UserId, Occasion)>) -> Vec<(UserId, NotificationKind)> {
        told.into_iter().map(|(user, why)| (user, why.kind())).collect()
    }

    #[test]
    fn who_is_answered_and_who_is_named_are_told_once() {
        let [owner, ada, bob, cyd] = [(); 4].map(|()| UserId::random());
        let video = video(&owner, Visibility::Unlisted);
        let (parent, answer) = (comment(&ada, &video), comment(&bob, &video));
        let named = [ada.clone(), bob.clone(), cyd.clone()];
        let told = kinds(concerned(&video, &answer, Some(&parent), &named));
        assert_eq!(told, [(ada.clone(), NotificationKind::Reply), (cyd, NotificationKind::Mention)]);
        assert_eq!(kinds(concerned(&video, &parent, Some(&parent), &[])), [], "nobody answers themselves");
        assert_eq!(kinds(concerned(&video, &answer, None, &[])), []);
        let gone = Comment { state: CommentState::Deleted, ..parent };
        assert_eq!(
            kinds(concerned(&video, &answer, Some(&gone), &named))[0],
            (ada, NotificationKind::Mention),
            "what is deleted is not answered"
        );
    }

    #[test]
    fn nobody_is_told_of_what_they_may_not_see() {
        let [owner, ada, bob] = [(); 3].map(|()| UserId::random());
        let private = video(&owner, Visibility::Private);
        let (parent, answer) = (comment(&ada, &private), comment(&bob, &private));
        let named = [owner.clone(), ada];
        let told = kinds(concerned(&private, &answer, Some(&parent), &named));
        assert_eq!(told, [(owner, NotificationKind::Mention)]);
        let held = Comment { state: CommentState::Held, ..answer.clone() };
        assert_eq!(kinds(concerned(&private, &held, Some(&parent), &named)), []);
        let banned = Video { owner_is_banned: true, ..private };
        assert_eq!(kinds(concerned(&banned, &answer, Some(&parent), &named)), []);
    }
}
