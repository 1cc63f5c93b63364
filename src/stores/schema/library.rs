//! What people keep for themselves, and words by which videos are found.

diesel::table! {
    video_tags (video_id, tag) {
        video_id -> Text,
        tag -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    watch_positions (user_id, video_id) {
        user_id -> Text,
        video_id -> Text,
        position_seconds -> Double,
        is_finished -> Integer,
        watched_at -> BigInt,
    }
}

diesel::table! {
    history_pauses (user_id) {
        user_id -> Text,
        since -> BigInt,
    }
}

diesel::table! {
    playlists (id) {
        id -> Text,
        owner_id -> Text,
        kind -> Text,
        title -> Text,
        description -> Text,
        visibility -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    playlist_items (playlist_id, video_id) {
        playlist_id -> Text,
        video_id -> Text,
        place -> BigInt,
        added_at -> BigInt,
    }
}
