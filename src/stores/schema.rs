//! Tables as diesel sees them: the same on SQLite and PostgreSQL (a test compares both databases' columns).
//!
//! Portable types only: `Text`, `BigInt`, `Integer`, `Double`. Truth values are integers.

mod library;
mod talk;

pub use library::*;
pub use talk::*;

diesel::table! {
    users (id) {
        id -> Text,
        username -> Text,
        username_key -> Text,
        email -> Text,
        email_key -> Text,
        role -> Text,
        status -> Text,
        status_reason -> Nullable<Text>,
        password_hash -> Text,
        created_at -> BigInt,
        email_verified_at -> Nullable<BigInt>,
        phone -> Nullable<Text>,
        phone_verified_at -> Nullable<BigInt>,
        followers -> BigInt,
    }
}

diesel::table! {
    one_time_codes (user_id, purpose) {
        user_id -> Text,
        purpose -> Text,
        hash -> Text,
        sent_to -> Text,
        tries -> Integer,
        expires_at -> BigInt,
    }
}

diesel::table! {
    sign_ups (user_id) {
        user_id -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    admin_tokens (hash) {
        hash -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        user_id -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
        last_seen_at -> BigInt,
        user_agent -> Text,
        network -> Text,
    }
}

diesel::table! {
    refresh_tokens (hash) {
        hash -> Text,
        session_id -> Text,
        created_at -> BigInt,
        spent_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    totp (user_id) {
        user_id -> Text,
        sealed_secret -> Text,
        is_active -> Integer,
        last_step -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    recovery_codes (user_id, hash) {
        user_id -> Text,
        hash -> Text,
    }
}

diesel::table! {
    api_keys (id) {
        id -> Text,
        user_id -> Text,
        name -> Text,
        scopes -> Text,
        hash -> Text,
        created_at -> BigInt,
        expires_at -> Nullable<BigInt>,
        last_used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    profiles (user_id) {
        user_id -> Text,
        display_name -> Nullable<Text>,
        bio -> Text,
        links -> Text,
        updated_at -> BigInt,
    }
}

diesel::table! {
    profile_pictures (id) {
        id -> Text,
        user_id -> Text,
        kind -> Text,
        state -> Text,
        begun_at -> BigInt,
    }
}

diesel::table! {
    tiers (name) {
        name -> Text,
        is_default -> Integer,
        max_upload_bytes -> Nullable<BigInt>,
        max_stored_bytes -> Nullable<BigInt>,
        max_open_uploads -> Nullable<BigInt>,
    }
}

diesel::table! {
    user_tiers (user_id) {
        user_id -> Text,
        tier -> Text,
    }
}

diesel::table! {
    audit_log (id) {
        id -> Text,
        at -> BigInt,
        actor_id -> Nullable<Text>,
        subject_id -> Text,
        action -> Text,
        detail -> Text,
    }
}

diesel::table! {
    videos (id) {
        id -> Text,
        owner_id -> Text,
        title -> Text,
        description -> Text,
        visibility -> Text,
        state -> Text,
        failure_code -> Nullable<Text>,
        failure_detail -> Nullable<Text>,
        media_version -> Integer,
        duration_seconds -> Nullable<Double>,
        width -> Nullable<Integer>,
        height -> Nullable<Integer>,
        views -> BigInt,
        created_at -> BigInt,
        published_at -> Nullable<BigInt>,
        map_state -> Text,
        map_revision -> Integer,
        likes -> BigInt,
        category -> Nullable<Text>,
        language -> Nullable<Text>,
        licence -> Nullable<Text>,
        tags -> Text,
    }
}

diesel::table! {
    uploads (id) {
        id -> Text,
        owner_id -> Text,
        video_id -> Nullable<Text>,
        kind -> Text,
        parts -> Text,
        state -> Text,
        length -> Nullable<BigInt>,
        metadata -> Text,
        unproven_from -> Nullable<BigInt>,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    tracks (video_id, track) {
        video_id -> Text,
        track -> Text,
        timescale -> Integer,
        caps -> Text,
        media -> Text,
        codecs -> Nullable<Text>,
    }
}

diesel::table! {
    bounds (video_id, track, number) {
        video_id -> Text,
        track -> Text,
        number -> Integer,
        start_ticks -> BigInt,
        duration_ticks -> BigInt,
        samples -> Integer,
        lead_in -> Integer,
    }
}

diesel::table! {
    renditions (video_id, name) {
        video_id -> Text,
        name -> Text,
        position -> Integer,
        stream -> Text,
        plan -> Text,
        pixels -> BigInt,
        watched_at -> BigInt,
        evicted_at -> Nullable<BigInt>,
        is_removing -> Integer,
        is_unlisted -> Integer,
    }
}

diesel::table! {
    segments (video_id, stream, number) {
        video_id -> Text,
        stream -> Text,
        number -> Integer,
        length -> BigInt,
        hash -> Text,
    }
}

diesel::table! {
    loudness (video_id) {
        video_id -> Text,
        version -> Integer,
        integrated -> Nullable<Double>,
        true_peak -> Nullable<Double>,
    }
}

diesel::table! {
    stored (video_id, stream) {
        video_id -> Text,
        stream -> Text,
        segments -> Integer,
        bytes -> BigInt,
    }
}

diesel::table! {
    evictions (id) {
        id -> Integer,
        rungs -> BigInt,
        segments -> BigInt,
        bytes -> BigInt,
        last_run_at -> Nullable<BigInt>,
        last_run_rungs -> BigInt,
        last_run_segments -> BigInt,
        last_run_bytes -> BigInt,
    }
}

diesel::table! {
    dead_letters (video_id, number, rungs) {
        video_id -> Text,
        version -> Integer,
        rungs -> Text,
        number -> Integer,
        code -> Text,
        detail -> Text,
        attempts -> Integer,
        at -> BigInt,
    }
}

diesel::table! {
    stills (video_id, version, kind, number) {
        video_id -> Text,
        version -> Integer,
        kind -> Text,
        number -> Integer,
        length -> BigInt,
        hash -> Text,
        width -> Integer,
        height -> Integer,
        detail -> Text,
        is_retired -> Integer,
        retired_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    captions (video_id, language) {
        video_id -> Text,
        language -> Text,
        kind -> Text,
        label -> Text,
        origin -> Text,
        revision -> Integer,
        length -> BigInt,
        hash -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    video_likes (video_id, user_id) {
        video_id -> Text,
        user_id -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    follows (follower_id, followed_id) {
        follower_id -> Text,
        followed_id -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    notifications (id) {
        id -> Text,
        user_id -> Text,
        kind -> Text,
        subject -> Text,
        video_id -> Nullable<Text>,
        comment_id -> Nullable<Text>,
        actor_id -> Nullable<Text>,
        created_at -> BigInt,
        read_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    notification_settings (user_id, kind) {
        user_id -> Text,
        kind -> Text,
        in_app -> Integer,
    }
}

diesel::table! {
    announcements (video_id) {
        video_id -> Text,
        told_to -> Text,
        is_done -> Integer,
        created_at -> BigInt,
    }
}

diesel::table! {
    chapters (video_id, position) {
        video_id -> Text,
        position -> Integer,
        start_seconds -> Double,
        title -> Text,
    }
}

diesel::table! {
    complete_stills (video_id) {
        video_id -> Text,
        version -> Integer,
    }
}

diesel::table! {
    caption_revisions (video_id) {
        video_id -> Text,
        last -> Integer,
    }
}

diesel::table! {
    idempotency_keys (owner, key) {
        owner -> Text,
        key -> Text,
        fingerprint -> Text,
        status -> Nullable<Integer>,
        content_type -> Nullable<Text>,
        body -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    outbox (id) {
        id -> BigInt,
        kind -> Text,
        video_id -> Text,
        at -> BigInt,
        subject -> Nullable<Text>,
    }
}

diesel::table! {
    outbox_places (consumer) {
        consumer -> Text,
        place -> BigInt,
    }
}

diesel::joinable!(sign_ups -> users (user_id));
diesel::allow_tables_to_appear_in_same_query!(sign_ups, users);
diesel::joinable!(stills -> videos (video_id));
diesel::joinable!(complete_stills -> videos (video_id));
diesel::allow_tables_to_appear_in_same_query!(stills, complete_stills, videos);
diesel::allow_tables_to_appear_in_same_query!(users, sessions, refresh_tokens, videos, uploads);
diesel::allow_tables_to_appear_in_same_query!(users, renditions);
diesel::joinable!(renditions -> videos (video_id));
diesel::joinable!(stored -> videos (video_id));
diesel::allow_tables_to_appear_in_same_query!(renditions, segments, stored, videos);
diesel::allow_tables_to_appear_in_same_query!(loudness, tracks, videos);
diesel::allow_tables_to_appear_in_same_query!(api_keys, users);
diesel::allow_tables_to_appear_in_same_query!(follows, users);
diesel::allow_tables_to_appear_in_same_query!(follows, videos);
diesel::allow_tables_to_appear_in_same_query!(follows, video_tags);
diesel::allow_tables_to_appear_in_same_query!(video_tags, users);
diesel::allow_tables_to_appear_in_same_query!(video_tags, videos);
diesel::allow_tables_to_appear_in_same_query!(video_likes, users);
diesel::allow_tables_to_appear_in_same_query!(video_likes, videos);
diesel::allow_tables_to_appear_in_same_query!(watch_positions, users);
diesel::allow_tables_to_appear_in_same_query!(watch_positions, videos);
diesel::allow_tables_to_appear_in_same_query!(playlists, users);
diesel::allow_tables_to_appear_in_same_query!(playlist_items, playlists);
diesel::allow_tables_to_appear_in_same_query!(playlist_items, users);
diesel::allow_tables_to_appear_in_same_query!(playlist_items, videos);
diesel::allow_tables_to_appear_in_same_query!(users, profiles, profile_pictures);
diesel::allow_tables_to_appear_in_same_query!(comments, users, blocks, comment_reports);
