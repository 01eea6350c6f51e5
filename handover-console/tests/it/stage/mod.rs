//! A console on ports in memory: a small directory, three articles, a clock that stands until it is moved.

mod scene;
mod shelf;

use axum::Router;
use bot_core::account::Account;
use bot_core::article::FactKind;
use bot_core::conversation::{
    Channel, ChannelAddress, Conversation, Event, Inbound, PageReference, Recorded, Sequence,
};
use bot_core::decision::{Decision, Policy};
use bot_core::hub::{Hub, Parts};
use bot_core::ids::{ClerkId, ConversationId, HandoverId, MessageId};
use bot_core::limits::Limits;
use bot_core::locale::{Language, Locale};
use bot_core::personal::Personal;
use bot_core::ports::{
    AccountStore, Announcement, Batch, Clock as _, ConversationStore, EventFeed as _, Ids, Summary, Tally,
};
use bot_core::responsibility::Calendar;
use bot_core::testing::{FakeClock, MemoryStore, SequentialIds, morning};
use bot_core::understanding::{Intent, Understanding};
use handover_console::{Console, ConsoleConfig, Passwords, create_demo_accounts, routes};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use scene::{answer, directory, request};
use shelf::Shelf;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OnceCell;
use web_kit::csrf::CsrfKey;
use web_kit::rates::Rate;
use web_kit::{City, Kit, LiveFeed, Settings};

/// The first clerk of every rule.
pub const CLERK: &str = "clerk:registration";
/// Their deputy.
pub const DEPUTY: &str = "clerk:deputy";
/// The words the citizen on stage says.
pub const CITIZEN_WORDS: &str =
    "Ich bin am Montag umgezogen und der Online-Dienst nimmt meinen Ausweis nicht.";

/// The console and everything behind it.
pub struct Stage {
    pub store: Arc<MemoryStore>,
    pub clock: Arc<FakeClock>,
    pub ids: Arc<SequentialIds>,
    pub hub: Arc<Hub>,
    pub console: Console,
    pub kit: Arc<Kit>,
    pub app: Router,
}

impl Stage {
    /// A stage with the demonstration's accounts and nobody in the house.
    pub async fn new() -> Self {
        let store = Arc::new(MemoryStore::default());
        let clock = Arc::new(FakeClock::at(morning()));
        let ids = Arc::new(SequentialIds::new("stage"));
        let feed = LiveFeed::new();
        let zone = TimeZone::get("Europe/Berlin").expect("time zones are installed");
        let hub = Arc::new(Hub::new(Parts {
            store: store.clone(),
            knowledge: Arc::new(Shelf::new()),
            presence: store.clone(),
            feed: feed.clone(),
            clock: clock.clone(),
            ids: ids.clone(),
            directory: Arc::new(directory()),
            calendar: Calendar {
                time_zone: zone.clone(),
                closed_days: BTreeMap::new(),
            },
            policy: Policy::default(),
            limits: Limits::default(),
        }));
        let kit = Arc::new(Kit::new(
            City::default(),
            Settings {
                session_rate: Rate {
                    burst: 500,
                    per_minute: 500,
                },
                ..Settings::default()
            },
            CsrfKey::new([7; 32]),
            clock.clone(),
            zone,
        ));
        let (accounts, passwords) = staff().await;
        let config = ConsoleConfig {
            session_every: Duration::from_millis(20),
            ..ConsoleConfig::default()
        };
        let console = Console::new(
            hub.clone(),
            store.clone(),
            store.clone(),
            feed,
            kit.clone(),
            passwords.clone(),
            config,
        );
        for account in accounts {
            store.save_account(account).await.expect("the store answers");
        }
        let app = web_kit::dress(routes(console.clone()), kit.clone());
        Self {
            store,
            clock,
            ids,
            hub,
            console,
            kit,
            app,
        }
    }

    /// A citizen's conversation that is offered to [`CLERK`], then to [`DEPUTY`], for a minute.
    pub async fn offer(&self, words: &str) -> (ConversationId, HandoverId) {
        let (conversation, handover) = (ConversationId(self.ids.next()), HandoverId(self.ids.next()));
        let events = self.handed_over(handover, words);
        self.append(conversation, 0, events).await;
        (conversation, handover)
    }

    /// The citizen writes once more; what the hub would decide is left out.
    pub async fn citizen_writes(&self, id: ConversationId, words: &str) {
        let state = self
            .hub
            .state(id)
            .await
            .expect("the store answers")
            .expect("it exists");
        let clerk = state.clerk().cloned().unwrap_or_else(|| ClerkId::new(CLERK));
        let mut events = vec![self.said(words)];
        events.push(self.decided(&events[0], Decision::RelayToClerk { clerk }, Language::DE));
        self.append(id, state.sequence, events).await;
    }

    fn handed_over(&self, handover: HandoverId, words: &str) -> Vec<Event> {
        let at = morning();
        let address = ChannelAddress {
            channel: Channel::Web,
            address: Personal::new(format!("citizen-{}", self.ids.next())),
        };
        let page = Some(PageReference("/service/info/umzug".to_owned()));
        let first = self.said("Was brauche ich für die Ummeldung?");
        let answered = self.decided(&first, Decision::Answer(answer()), Language::DE);
        let second = self.said(words);
        let request = request(handover, words, page.clone(), at);
        let asked = self.decided(&second, Decision::HandOver(request), Language::DE);
        let offered = Event::HandoverOffered {
            handover,
            clerk: ClerkId::new(CLERK),
            next: vec![ClerkId::new(DEPUTY)],
            until: at + SignedDuration::from_secs(60),
        };
        let started = Event::ConversationStarted {
            from: address,
            locale: Locale::DeSimple,
            page,
        };
        vec![started, first, answered, second, asked, offered]
    }

    fn said(&self, words: &str) -> Event {
        let text = Personal::new(words.to_owned());
        let content = Inbound::Text { text: text.clone() };
        Event::CitizenWrote {
            message: MessageId(self.ids.next()),
            content,
            shown: text,
        }
    }

    fn decided(&self, about: &Event, decision: Decision, language: Language) -> Event {
        let Event::CitizenWrote { message: about, .. } = about else {
            panic!("not a message")
        };
        Event::Decided {
            message: MessageId(self.ids.next()),
            about: *about,
            understanding: Understanding {
                language,
                normal_form: Personal::default(),
                intent: Intent::Matter,
                facts: vec![FactKind::Documents],
                refers_back: false,
            },
            decision: Box::new(decision),
        }
    }

    async fn append(&self, conversation: ConversationId, expected: Sequence, events: Vec<Event>) {
        let at = self.clock.now();
        let before = match self.hub.state(conversation).await.expect("the store answers") {
            Some(state) => state,
            None => Conversation::new(conversation, at),
        };
        let events: Vec<Recorded> = (expected + 1..)
            .zip(events)
            .map(|(sequence, event)| Recorded { sequence, at, event })
            .collect();
        let after = events.iter().fold(before, Conversation::apply);
        let day = at.to_zoned(TimeZone::UTC).date();
        let tally = |name, label: &str| Tally {
            day,
            name,
            label: label.to_owned(),
        };
        let batch = Batch {
            conversation,
            expected,
            summary: Summary::of(&after),
            inbound: None,
            address: None,
            deliveries: Vec::new(),
            tallies: vec![
                tally("conversation", "web"),
                tally("decision", "answer"),
                tally("language", "de"),
            ],
            events: events.clone(),
        };
        self.store.append(batch).await.expect("the step is appended");
        self.console.feed.announce(Announcement {
            conversation,
            events: events.into(),
            clerks: after
                .handover()
                .map(|handover| handover.clerk.clone())
                .into_iter()
                .collect(),
        });
    }
}

/// The demonstration's accounts; hashing their passwords takes longest, so it is done once.
async fn staff() -> &'static (Vec<Account>, Passwords) {
    static STAFF: OnceCell<(Vec<Account>, Passwords)> = OnceCell::const_new();
    STAFF
        .get_or_init(|| async {
            let (store, ids) = (MemoryStore::default(), SequentialIds::new("staff"));
            let deputy = ClerkId::new(DEPUTY);
            let demo = create_demo_accounts(&store, &ids, &ClerkId::new(CLERK), Some(&deputy)).await;
            let mut accounts = Vec::new();
            for demo in demo.expect("accounts can be created") {
                accounts.extend(
                    store
                        .account_by_login(demo.login)
                        .await
                        .expect("the store answers"),
                );
            }
            (accounts, Passwords::new().expect("argon2 works"))
        })
        .await
}
