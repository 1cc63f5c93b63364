use std::time::Duration;

use playhouse_actors::model::Timestamp;
use playhouse_actors::ports::{Claim, Claimed, Idempotency, KeptAnswer};

use super::{DbStore, on_every_database};

const PATIENCE: Duration = Duration::from_secs(60);

fn claim(owner: &str, key: &str, fingerprint: &str) -> Claim {
    Claim { owner: owner.into(), key: key.into(), fingerprint: fingerprint.into() }
}

fn answer() -> KeptAnswer {
    KeptAnswer { status: 201, content_type: Some("application/json".into()), body: "{}".into() }
}

async fn a_key_is_taken_by_one_of_many(store: &DbStore) {
    let (claim, now) = (claim("ada", "key", "print"), Timestamp::now());
    let tries = futures::future::join_all((0..20).map(|_| store.claim(&claim, now, PATIENCE))).await;
    let won = tries.iter().filter(|claimed| matches!(claimed, Ok(Claimed::New))).count();
    let waits = tries.iter().filter(|claimed| matches!(claimed, Ok(Claimed::UnderWay))).count();
    assert_eq!((won, waits), (1, 19), "{tries:?}");
}

async fn an_answer_is_kept_for_the_same_request_of_the_same_person(store: &DbStore) {
    let (first, now) = (claim("eve", "key", "print"), Timestamp::now());
    let until = now.plus(Duration::from_secs(3600));
    assert_eq!(store.claim(&first, now, PATIENCE).await.unwrap(), Claimed::New);
    let other = claim("eve", "key", "another");
    assert_eq!(store.claim(&other, now, PATIENCE).await.unwrap(), Claimed::Other);
    store.settle(&other, answer(), until).await.unwrap();
    store.release(&other).await.unwrap();
    assert_eq!(store.claim(&first, now, PATIENCE).await.unwrap(), Claimed::UnderWay, "only its holder may settle it");
    store.settle(&first, answer(), until).await.unwrap();
    assert_eq!(store.claim(&first, now.plus(PATIENCE), PATIENCE).await.unwrap(), Claimed::Answered(answer()));
    assert_eq!(store.claim(&claim("bob", "key", "print"), now, PATIENCE).await.unwrap(), Claimed::New);
    assert_eq!(store.claim(&first, until, PATIENCE).await.unwrap(), Claimed::New, "it was kept until then");
}

async fn a_key_comes_back_when_it_is_released_or_its_holder_has_died(store: &DbStore) {
    let (claim, now) = (claim("joe", "key", "print"), Timestamp::now());
    assert_eq!(store.claim(&claim, now, PATIENCE).await.unwrap(), Claimed::New);
    store.release(&claim).await.unwrap();
    assert_eq!(store.claim(&claim, now, PATIENCE).await.unwrap(), Claimed::New);
    assert_eq!(store.claim(&claim, now.plus(PATIENCE), PATIENCE).await.unwrap(), Claimed::New);
}

on_every_database!(
    a_key_is_taken_by_one_of_many,
    an_answer_is_kept_for_the_same_request_of_the_same_person,
    a_key_comes_back_when_it_is_released_or_its_holder_has_died,
);
