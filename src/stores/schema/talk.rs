//! Rooms beside videos and what is said there.

diesel::table! {
    rooms (video_id) {
        video_id -> Text,
        epoch -> Text,
        seq -> BigInt,
        is_open -> Integer,
        slow_mode -> Integer,
        holds_all -> Integer,
        comments -> BigInt,
    }
}

diesel::table! {
    comments (id) {
        id -> Text,
        video_id -> Text,
        author_id -> Text,
        parent_id -> Nullable<Text>,
        root_id -> Nullable<Text>,
        body -> Text,
        at_seconds -> Nullable<Double>,
        state -> Text,
        client_id -> Nullable<Text>,
        created_at -> BigInt,
        edited_at -> Nullable<BigInt>,
        pinned_at -> Nullable<BigInt>,
        is_hearted -> Integer,
        likes -> BigInt,
        replies -> BigInt,
    }
}

diesel::table! {
    room_log (video_id, seq) {
        video_id -> Text,
        seq -> BigInt,
        comment_id -> Text,
        text -> Text,
    }
}

diesel::table! {
    comment_edits (comment_id, number) {
        comment_id -> Text,
        number -> Integer,
        body -> Text,
        until_at -> BigInt,
    }
}

diesel::table! {
    comment_likes (comment_id, user_id) {
        comment_id -> Text,
        user_id -> Text,
    }
}

diesel::table! {
    comment_mentions (comment_id, user_id) {
        comment_id -> Text,
        user_id -> Text,
    }
}

diesel::table! {
    comment_reports (id) {
        id -> Text,
        comment_id -> Text,
        reporter_id -> Text,
        reason -> Text,
        body -> Text,
        at -> BigInt,
        resolved_at -> Nullable<BigInt>,
        resolved_by -> Nullable<Text>,
        outcome -> Nullable<Text>,
    }
}

diesel::table! {
    blocks (blocker_id, blocked_id) {
        blocker_id -> Text,
        blocked_id -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    text_rules (id) {
        id -> Integer,
        rules -> Text,
    }
}
