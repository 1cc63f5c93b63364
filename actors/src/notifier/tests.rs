use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::Instant;

use super::*;
use crate::model::{Contact, Mail, NewCode, TextMessage, Timestamp, User, UserId};
use crate::ports::OneTimeCodes;
use crate::runtime::testing::{paused, settle};
use crate::runtime::{ActorSystem, Handle};

const LONG: Duration = Duration::from_secs(3600);

/// A mail server with a plan: what it answers to each try, then yes.
#[derive(Default)]
struct Post {
    answers: Mutex<VecDeque<SendError>>,
    tried_at: Mutex<Vec<Instant>>,
    taken: Mutex<Vec<Mail>>,
    texts: Mutex<Vec<TextMessage>>,
}

#[async_trait]
impl Mailer for Post {
    async fn send_mail(&self, mail: &Mail) -> Result<(), SendError> {
        self.tried_at.lock().unwrap().push(Instant::now());
        if let Some(answer) = self.answers.lock().unwrap().pop_front() {
            return Err(answer);
        }
        self.taken.lock().unwrap().push(mail.clone());
        Ok(())
    }
}

#[async_trait]
impl TextSender for Post {
    async fn send_text(&self, message: &TextMessage) -> Result<(), SendError> {
        self.texts.lock().unwrap().push(message.clone());
        Ok(())
    }
}

/// A house with one account, ada@example.org.
#[derive(Default)]
struct House {
    kept: Mutex<Vec<NewCode>>,
}

#[async_trait]
impl OneTimeCodes for House {
    async fn owner_of(&self, email: &str) -> Result<Option<(UserId, String)>, StoreError> {
        let is_adas = email.eq_ignore_ascii_case("ada@example.org");
        Ok(is_adas.then(|| (UserId::parse("ada").unwrap(), "ada@example.org".to_owned())))
    }

    async fn keep_code(&self, code: NewCode) -> Result<(), StoreError> {
        self.kept.lock().unwrap().push(code);
        Ok(())
    }

    async fn confirm_contact(&self, _: &UserId, _: Contact, _: &str, _: Timestamp) -> Result<bool, StoreError> {
        Ok(false)
    }

    async fn reset_password(&self, _: &str, _: &str, _: Timestamp) -> Result<Option<User>, StoreError> {
        Ok(None)
    }

    async fn set_phone(&self, _: &UserId, _: Option<String>) -> Result<(), StoreError> {
        Ok(())
    }
}

fn start(system: &ActorSystem, post: &Arc<Post>, house: &Arc<House>) -> Handle<Notifier> {
    let config = NotifierConfig {
        codes: CodeDesk::new(house.clone(), [7; 32]),
        mailer: post.clone(),
        texts: post.clone(),
        letters: Letters::new("https://videos.example".to_owned()),
    };
    system.spawn(move || Notifier::new(config.clone()))
}

fn changed() -> SendNotice {
    SendNotice { to: "ada@example.org".to_owned(), notice: Notice::PasswordChanged }
}

fn later() -> SendError {
    SendError::Later("451 come back".to_owned())
}

#[test]
fn what_is_refused_for_now_is_sent_later_and_once() {
    paused(|system| async move {
        let (post, house) = (Arc::<Post>::default(), Arc::<House>::default());
        post.answers.lock().unwrap().extend([later(), later()]);
        let notifier = start(&system, &post, &house);
        notifier.try_tell(changed()).unwrap();
        tokio::time::sleep(LONG).await;
        assert_eq!(post.taken.lock().unwrap().len(), 1);
        let tried_at = post.tried_at.lock().unwrap().clone();
        assert_eq!(tried_at.len(), 3);
        assert!(tried_at[1] - tried_at[0] <= PAUSES[0] + Duration::from_millis(5));
        assert!(tried_at[2] - tried_at[1] > tried_at[1] - tried_at[0]);
    });
}

#[test]
fn who_never_takes_a_message_is_not_asked_for_ever() {
    paused(|system| async move {
        let (post, house) = (Arc::<Post>::default(), Arc::<House>::default());
        post.answers.lock().unwrap().extend(std::iter::repeat_with(later).take(100));
        let notifier = start(&system, &post, &house);
        notifier.try_tell(changed()).unwrap();
        tokio::time::sleep(LONG).await;
        assert_eq!(post.tried_at.lock().unwrap().len(), PAUSES.len() + 1);
        assert!(post.taken.lock().unwrap().is_empty());

        *post.answers.lock().unwrap() = VecDeque::from([SendError::Never("550 nobody".to_owned())]);
        post.tried_at.lock().unwrap().clear();
        notifier.try_tell(changed()).unwrap();
        tokio::time::sleep(LONG).await;
        assert_eq!(post.tried_at.lock().unwrap().len(), 1);
    });
}

#[test]
fn what_rests_is_tried_once_more_when_the_server_stops() {
    paused(|system| async move {
        let (post, house) = (Arc::<Post>::default(), Arc::<House>::default());
        post.answers.lock().unwrap().push_back(later());
        let notifier = start(&system, &post, &house);
        notifier.try_tell(changed()).unwrap();
        settle().await;
        assert!(post.taken.lock().unwrap().is_empty());
        assert_eq!(system.shutdown(Duration::from_secs(10)).await, 0);
        assert_eq!(post.taken.lock().unwrap().len(), 1);
        drop(notifier);
    });
}

#[test]
fn a_forgotten_password_is_looked_up_behind_the_answer() {
    paused(|system| async move {
        let (post, house) = (Arc::<Post>::default(), Arc::<House>::default());
        let notifier = start(&system, &post, &house);
        for email in ["nobody@example.org", "ada@example.org"] {
            notifier.try_tell(PasswordForgotten { email: email.to_owned() }).unwrap();
        }
        tokio::time::sleep(LONG).await;
        let taken = post.taken.lock().unwrap();
        assert_eq!(taken.len(), 1);
        let kept = house.kept.lock().unwrap();
        assert_eq!(kept[0].sent_to, taken[0].to);
        let token = taken[0].text.split("#token=").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap();
        assert_eq!(token.len(), 64);
        assert!(!kept[0].hash.contains(token), "tokens are kept as hashes");
    });
}
