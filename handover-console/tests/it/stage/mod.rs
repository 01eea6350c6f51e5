//! A console on ports in memory: a small directory, three articles, a clock that stands until it is moved.

use async_trait::async_trait;
use axum::Router;
use bot_core::answer::{Answer, Citation, ContactCard, NonEmpty, Section};
use bot_core::article::{Article, ArticleKind, Audience, Fact, FactKind, LifeEvent, Source};
use bot_core::conversation::{
    Channel, ChannelAddress, Conversation, Event, Inbound, PageReference, Recorded, Sequence, Speaker,
};
use bot_core::decision::{Decision, Hit, LegScore, Policy, Ranking};
use bot_core::handover::{AnswerGiven, HandoverBrief, HandoverReason, HandoverRequest, Matter};
use bot_core::hub::{Hub, Parts};
use bot_core::ids::{
    ArticleId, ClerkId, ConversationId, HandoverId, LifeEventId, MessageId, OrgUnitId, RevisionId,
};
use bot_core::limits::Limits;
use bot_core::locale::{Language, Locale};
use bot_core::personal::Personal;
use bot_core::ports::{
    Batch, ConversationStore, Ids, KnowledgeSearch, SearchQuery, SearchUnavailable, Summary, Tally,
};
use bot_core::responsibility::{Calendar, Clerk, Directory, MatterScope, OrgUnit, ResponsibilityRule};
use bot_core::testing::{FakeClock, MemoryStore, SequentialIds, morning};
use bot_core::text::RichText;
use bot_core::understanding::{Intent, Understanding};
use handover_console::{Console, ConsoleConfig, Passwords, create_demo_accounts, routes};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use web_kit::csrf::CsrfKey;
use web_kit::{City, Kit, LiveFeed, Settings};

/// The first clerk of every rule.
pub const CLERK: &str = "clerk:registration";
/// Their deputy.
pub const DEPUTY: &str = "clerk:deputy";
/// The words the citizen on stage says.
pub const CITIZEN_WORDS: &str = "Ich bin am Montag umgezogen und der Online-Dienst nimmt meinen Ausweis nicht.";

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
            calendar: Calendar { time_zone: zone.clone(), closed_days: BTreeMap::new() },
            policy: Policy::default(),
            limits: Limits::default(),
        }));
        let kit = Arc::new(Kit::new(
            City::default(),
            Settings::default(),
            CsrfKey::new([7; 32]),
            clock.clone(),
            zone,
        ));
        let config = ConsoleConfig { session_every: Duration::from_millis(20), ..ConsoleConfig::default() };
        let passwords = Passwords::new().expect("argon2 works");
        let console =
            Console::new(hub.clone(), store.clone(), store.clone(), feed, kit.clone(), passwords, config);
        let deputy = ClerkId::new(DEPUTY);
        create_demo_accounts(store.as_ref(), ids.as_ref(), &ClerkId::new(CLERK), Some(&deputy))
            .await
            .expect("accounts can be created");
        let app = web_kit::dress(routes(console.clone()), kit.clone());
        Self { store, clock, ids, hub, console, kit, app }
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
        let state = self.hub.state(id).await.expect("the store answers").expect("it exists");
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
        let started = Event::ConversationStarted { from: address, locale: Locale::DeSimple, page };
        vec![started, first, answered, second, asked, offered]
    }

    fn said(&self, words: &str) -> Event {
        let text = Personal::new(words.to_owned());
        let content = Inbound::Text { text: text.clone() };
        Event::CitizenWrote { message: MessageId(self.ids.next()), content, shown: text }
    }

    fn decided(&self, about: &Event, decision: Decision, language: Language) -> Event {
        let Event::CitizenWrote { message: about, .. } = about else { panic!("not a message") };
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
        use bot_core::ports::Clock as _;
        let at = self.clock.now();
        let before = match self.hub.state(conversation).await.expect("the store answers") {
            Some(state) => state,
            None => Conversation::new(conversation, at),
        };
        let events: Vec<Recorded> =
            (expected + 1..).zip(events).map(|(sequence, event)| Recorded { sequence, at, event }).collect();
        let after = events.iter().fold(before, Conversation::apply);
        let day = at.to_zoned(TimeZone::UTC).date();
        let tally = |name, label: &str| Tally { day, name, label: label.to_owned() };
        let batch = Batch {
            conversation,
            expected,
            summary: Summary::of(&after, &events, Speaker::Citizen),
            inbound: None,
            address: None,
            deliveries: Vec::new(),
            tallies: vec![tally("conversation", "web"), tally("decision", "answer"), tally("language", "de")],
            events: events.clone(),
        };
        self.store.append(batch).await.expect("the step is appended");
        use bot_core::ports::EventFeed as _;
        self.console.feed.announce(bot_core::ports::Announcement {
            conversation,
            events: events.into(),
            clerks: after.handover().map(|handover| handover.clerk.clone()).into_iter().collect(),
        });
    }
}

fn matter(title: &str, article: &str, confidence: f32) -> Matter {
    Matter { article: Some(ArticleId::new(article)), title: title.to_owned(), confidence }
}

fn request(
    handover: HandoverId,
    words: &str,
    page: Option<PageReference>,
    at: jiff::Timestamp,
) -> HandoverRequest {
    let wohnsitz = matter("Wohnsitz ummelden", "muc:1063475", 0.82);
    HandoverRequest {
        handover,
        matter: wohnsitz.clone(),
        text: "Ich frage das Bürgerbüro Pasing. Sie bekommen gleich Antwort.".to_owned(),
        contact: contact(),
        ask: NonEmpty { first: ClerkId::new(CLERK), rest: vec![ClerkId::new(DEPUTY)] },
        rule: "office:pasing".to_owned(),
        brief: HandoverBrief {
            version: 1,
            questions: ["Was brauche ich für die Ummeldung?", words].map(|q| Personal::new(q.to_owned())).to_vec(),
            matter: wohnsitz,
            runners_up: vec![matter("Personalausweis", "muc:1063441", 0.41)],
            reason: HandoverReason::NotHelpful,
            answers_given: vec![AnswerGiven {
                article: ArticleId::new("muc:1063475"),
                revision: revision(1),
                title: "Wohnsitz ummelden".to_owned(),
                helped: Some(false),
            }],
            facts_asked: vec![FactKind::Documents, FactKind::Online],
            language: Language::DE,
            locale: Locale::DeSimple,
            page,
            waiting_since: at,
        },
    }
}

fn answer() -> Answer {
    let shelf = Shelf::new();
    let article = shelf.article(&ArticleId::new("muc:1063475")).expect("it is on the shelf");
    let section = |fact: &Fact| Section {
        kind: Some(fact.kind),
        text: fact.text.clone(),
        is_asked: fact.kind == FactKind::Documents,
    };
    Answer {
        article: article.id.clone(),
        title: article.title.clone(),
        lead: article.lead.clone(),
        sections: article.facts.iter().map(section).collect(),
        actions: Vec::new(),
        citations: NonEmpty::one(Citation {
            article: article.id.clone(),
            revision: article.revision,
            title: article.title.clone(),
            publisher: article.source.publisher.clone(),
            url: article.source.url.clone(),
            date: article.source.date,
        }),
        contact: Some(contact()),
        related: Vec::new(),
        confidence: 0.82,
        is_in_german: false,
    }
}

fn contact() -> ContactCard {
    ContactCard {
        org_unit: OrgUnitId::new("muc:pasing"),
        name: "Bürgerbüro Pasing".to_owned(),
        unit: Some("KVR-II/235".to_owned()),
        clerk: None,
        phone: Some("089 233-96000".to_owned()),
        email: None,
        address: Some("Landsberger Straße 486, 81241 München".to_owned()),
        hours: Vec::new(),
        opening: None,
        is_sample: true,
    }
}

fn directory() -> Directory {
    let unit = OrgUnit {
        id: OrgUnitId::new("muc:pasing"),
        name: "Bürgerbüro Pasing".to_owned(),
        sign: Some("KVR-II/235".to_owned()),
        department: Some("Kreisverwaltungsreferat".to_owned()),
        phone: Some("089 233-96000".to_owned()),
        email: None,
        address: Some("Landsberger Straße 486, 81241 München".to_owned()),
        postal_code: Some("81241".to_owned()),
        hours: bot_core::responsibility::OpeningHours::default(),
        hours_are_sample: true,
    };
    let clerk = |id: &str, name: &str, phone: Option<&str>| Clerk {
        id: ClerkId::new(id),
        name: name.to_owned(),
        org_unit: unit.id.clone(),
        phone: phone.map(str::to_owned),
        conversations_max: 3,
    };
    let clerks = [
        clerk(CLERK, "Sachbearbeitung Meldewesen Pasing", Some("089 233-37112")),
        clerk(DEPUTY, "Vertretung Meldewesen Pasing", None),
    ];
    let rule = ResponsibilityRule {
        id: "office:pasing".to_owned(),
        matter: MatterScope::Office(unit.id.clone()),
        org_unit: unit.id.clone(),
        clerk: ClerkId::new(CLERK),
        deputies: vec![ClerkId::new(DEPUTY)],
    };
    Directory {
        org_units: [(unit.id.clone(), unit.clone())].into(),
        clerks: clerks.into_iter().map(|clerk| (clerk.id.clone(), clerk)).collect(),
        rules: vec![rule],
    }
}

fn revision(number: u64) -> RevisionId {
    RevisionId(ulid::Ulid::from_parts(1_795_000_000_000 + number, 1))
}

/// Articles in memory; the search ranks by common words.
pub struct Shelf(Vec<Arc<Article>>);

impl Shelf {
    pub fn new() -> Self {
        let article = |number: u64, key: &str, title: &str, lead: &str, event: &str| Article {
            id: ArticleId::new(key),
            revision: revision(number),
            kind: if number == 3 { ArticleKind::Pointer } else { ArticleKind::Service },
            title: title.to_owned(),
            lead: lead.to_owned(),
            translations: BTreeMap::new(),
            body: RichText::plain("Bitte kommen Sie persönlich, oder nutzen Sie den Online-Dienst."),
            facts: vec![
                fact(FactKind::Documents, "Ausweis oder Reisepass und die Bestätigung der Wohnungsgeberin."),
                fact(FactKind::Fees, "Die Ummeldung ist gebührenfrei."),
                fact(FactKind::Deadline, "Innerhalb von zwei Wochen nach dem Einzug."),
            ],
            links: Vec::new(),
            online: None,
            appointment: None,
            leika: vec!["99115005060000".to_owned()],
            keywords: vec!["Umzug".to_owned(), "Adresse".to_owned()],
            wordings: BTreeMap::new(),
            questions: BTreeMap::new(),
            not_about: Vec::new(),
            life_events: vec![LifeEventId::new(event)],
            related: Vec::new(),
            offices: vec![OrgUnitId::new("muc:pasing")],
            audience: Audience::Citizen,
            source: Source {
                publisher: "Landeshauptstadt München".to_owned(),
                url: Some("https://stadt.muenchen.de/service/info/1063475/".to_owned()),
                date: jiff::civil::date(2026, 9, 14),
            },
        };
        let moving = "Melden Sie Ihre neue Wohnung innerhalb von zwei Wochen an.";
        Self(vec![
            Arc::new(article(1, "muc:1063475", "Wohnsitz ummelden", moving, "moving")),
            Arc::new(article(2, "muc:1063441", "Personalausweis", "Beantragen Sie Ihren Ausweis persönlich.", "papers")),
            Arc::new(article(3, "muc:1080000", "Rundfunkbeitrag", "Zuständig ist der Beitragsservice.", "moving")),
        ])
    }
}

fn fact(kind: FactKind, text: &str) -> Fact {
    Fact { kind, text: RichText::plain(text) }
}

#[async_trait]
impl KnowledgeSearch for Shelf {
    async fn search(&self, query: &SearchQuery) -> Result<Ranking, SearchUnavailable> {
        let wanted = bot_core::text::words(query.text.reveal());
        let mut hits: Vec<Hit> = self
            .0
            .iter()
            .map(|article| {
                let text = bot_core::text::normal_form(&format!("{} {}", article.title, article.lead));
                let found = wanted.iter().filter(|word| text.contains(word.as_str())).count();
                #[expect(clippy::cast_precision_loss, reason = "a handful of words")]
                let score = found as f32 / wanted.len().max(1) as f32;
                let legs = vec![LegScore { leg: "words", score, rank: u32::from(found > 0) }];
                Hit { article: article.clone(), score, confidence: score, legs }
            })
            .filter(|hit| hit.score > 0.0)
            .collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score));
        Ok(Ranking { answerable: hits.first().map_or(0.0, |hit| hit.score), hits, origin: "stage" })
    }
    fn article(&self, id: &ArticleId) -> Option<Arc<Article>> {
        self.0.iter().find(|article| article.id == *id).cloned()
    }
    fn life_events(&self) -> Vec<LifeEvent> {
        let event = |id: &str, title: &str| LifeEvent {
            id: LifeEventId::new(id),
            title: [(Locale::De, title.to_owned())].into(),
            hint: BTreeMap::new(),
            articles: Vec::new(),
        };
        vec![event("moving", "Umzug"), event("papers", "Ausweise")]
    }
    fn most_used(&self, limit: usize) -> Vec<Arc<Article>> {
        self.0.iter().take(limit).cloned().collect()
    }
    fn all(&self) -> Vec<Arc<Article>> {
        self.0.clone()
    }
}
