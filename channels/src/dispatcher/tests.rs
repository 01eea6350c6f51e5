use super::*;
use crate::test_support::TestHub;
use bot_core::ports::ConversationStore;
use bot_core::testing::{Script, SequentialIds};
use std::collections::VecDeque;
use std::sync::Mutex;

const CHANNEL: Channel = Channel::Telegram;

/// A channel that answers as told, then takes everything.
#[derive(Default)]
struct Scripted {
    answers: Mutex<VecDeque<Result<(), SendError>>>,
    sent: Mutex<Vec<(String, u64)>>,
    given_up: Mutex<Vec<u64>>,
}

#[async_trait]
impl ChannelSender for Scripted {
    fn channel(&self) -> Channel {
        CHANNEL
    }
    async fn send(&self, message: &OutboundMessage) -> Result<(), SendError> {
        tokio::task::yield_now().await;
        let answer = self.answers.lock().unwrap().pop_front().unwrap_or(Ok(()));
        if answer.is_ok() {
            let entry = (
                message.delivery.conversation.to_string(),
                message.recorded.sequence,
            );
            self.sent.lock().unwrap().push(entry);
        }
        answer
    }
    async fn gave_up(&self, message: &OutboundMessage) {
        self.given_up.lock().unwrap().push(message.recorded.sequence);
    }
}

struct Bench {
    hub: TestHub,
    sender: Arc<Scripted>,
    dispatcher: Dispatcher,
    wake: Arc<Notify>,
}

fn bench(pace: Pace) -> Bench {
    let hub = TestHub::new();
    let sender = Arc::new(Scripted::default());
    let wake = Arc::new(Notify::new());
    let dispatcher = Dispatcher::new(
        hub.hub.clone(),
        hub.store.clone(),
        sender.clone(),
        pace,
        Arc::clone(&wake),
    );
    Bench {
        hub,
        sender,
        dispatcher,
        wake,
    }
}

/// One step of a conversation with a delivery for each of its events.
async fn say(bench: &Bench, script: &mut Script<'_>) {
    let mut batch = script.citizen_writes("Guten Tag");
    batch.deliveries = batch
        .events
        .iter()
        .map(|event| script.delivery(event.sequence))
        .collect();
    for delivery in &mut batch.deliveries {
        delivery.due_at = bench.hub.clock.now();
    }
    bench.hub.store.append(batch).await.unwrap();
}

fn sequences(bench: &Bench) -> Vec<u64> {
    bench
        .sender
        .sent
        .lock()
        .unwrap()
        .iter()
        .map(|(_, sequence)| *sequence)
        .collect()
}

async fn drain(bench: &Bench) {
    while bench.dispatcher.round().await.unwrap() > 0 {}
}

#[tokio::test]
async fn each_conversation_is_sent_in_order() {
    let bench = bench(Pace::default());
    let ids = SequentialIds::new("order");
    let mut scripts: Vec<Script<'_>> = (0..5).map(|_| Script::on(CHANNEL, &ids)).collect();
    for _ in 0..3 {
        for script in &mut scripts {
            say(&bench, script).await;
        }
    }
    drain(&bench).await;
    for script in &scripts {
        let id = script.conversation.to_string();
        let sent = bench.sender.sent.lock().unwrap();
        let own: Vec<u64> = sent
            .iter()
            .filter(|(to, _)| *to == id)
            .map(|(_, sequence)| *sequence)
            .collect();
        assert_eq!(own, (1..=script.sequence()).collect::<Vec<_>>());
    }
    assert_eq!(bench.hub.store.backlog(CHANNEL).await.unwrap(), 0);
}

#[tokio::test]
async fn a_failure_waits_longer_each_time_and_holds_back_what_follows() {
    let bench = bench(Pace::default());
    let ids = SequentialIds::new("failure");
    let mut script = Script::on(CHANNEL, &ids);
    say(&bench, &mut script).await;
    let later = || Err(SendError::Later { retry_after: None });
    bench
        .sender
        .answers
        .lock()
        .unwrap()
        .extend([later(), later(), later()]);
    drain(&bench).await;
    assert_eq!(sequences(&bench), Vec::<u64>::new());
    let mut waited = Duration::ZERO;
    while sequences(&bench).is_empty() {
        bench.hub.clock.advance(Duration::from_millis(250));
        waited += Duration::from_millis(250);
        drain(&bench).await;
        assert!(waited < Duration::from_secs(10), "still waiting");
    }
    assert!(waited >= Duration::from_millis(500 + 1_000 + 2_000), "{waited:?}");
    drain(&bench).await;
    assert_eq!(sequences(&bench), (1..=script.sequence()).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_channel_says_when_to_come_back() {
    let bench = bench(Pace::default());
    let ids = SequentialIds::new("retry after");
    let mut script = Script::on(CHANNEL, &ids);
    say(&bench, &mut script).await;
    let busy = SendError::Later {
        retry_after: Some(Duration::from_secs(30)),
    };
    bench.sender.answers.lock().unwrap().push_back(Err(busy));
    drain(&bench).await;
    bench.hub.clock.advance(Duration::from_secs(29));
    drain(&bench).await;
    assert_eq!(sequences(&bench), Vec::<u64>::new());
    bench.hub.clock.advance(Duration::from_secs(2));
    drain(&bench).await;
    assert_eq!(sequences(&bench).len() as u64, script.sequence());
}

#[tokio::test]
async fn what_never_arrives_is_given_up_aloud() {
    let bench = bench(Pace {
        tries_max: 2,
        ..Pace::default()
    });
    let ids = SequentialIds::new("giving up");
    let mut script = Script::on(CHANNEL, &ids);
    say(&bench, &mut script).await;
    let mut answers = vec![Err(SendError::Never)];
    answers.extend((0..2).map(|_| Err(SendError::Later { retry_after: None })));
    bench.sender.answers.lock().unwrap().extend(answers);
    for _ in 0..10 {
        drain(&bench).await;
        bench.hub.clock.advance(Duration::from_secs(5));
    }
    assert_eq!(*bench.sender.given_up.lock().unwrap(), [1, 2]);
    assert_eq!(bench.hub.store.backlog(CHANNEL).await.unwrap(), 0);
}

#[tokio::test]
async fn an_erased_conversation_is_not_sent() {
    let bench = bench(Pace::default());
    let ids = SequentialIds::new("erased");
    let mut script = Script::on(CHANNEL, &ids);
    say(&bench, &mut script).await;
    bench.hub.hub.erase(script.conversation).await.unwrap();
    drain(&bench).await;
    assert_eq!(sequences(&bench), Vec::<u64>::new());
}

#[tokio::test]
async fn it_wakes_at_once_and_stops_when_told() {
    let bench = bench(Pace {
        poll: Duration::from_hours(1),
        ..Pace::default()
    });
    let ids = SequentialIds::new("waking");
    let mut script = Script::on(CHANNEL, &ids);
    let (stop, stopped) = watch::channel(false);
    let work = bench.dispatcher.run(stopped);
    let play = async {
        tokio::task::yield_now().await;
        say(&bench, &mut script).await;
        bench.wake.notify_one();
        while (sequences(&bench).len() as u64) < script.sequence() {
            tokio::task::yield_now().await;
        }
        stop.send(true).unwrap();
    };
    let both = async { tokio::join!(work, play) };
    tokio::time::timeout(Duration::from_secs(30), both)
        .await
        .expect("the dispatcher did not stop");
}
