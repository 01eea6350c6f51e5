//! Preview of the citizens' pages over memory.
use bot_core::hub::{Hub, Parts};
use bot_core::ports::{Clock, Ids};
use bot_core::responsibility::Calendar;
use bot_core::testing::MemoryStore;
use std::sync::Arc;
struct Now;
impl Clock for Now { fn now(&self) -> jiff::Timestamp {
    let since = std::time::UNIX_EPOCH.elapsed().unwrap();
    jiff::Timestamp::from_second(since.as_secs() as i64).unwrap() } }
struct Rand;
impl Ids for Rand { fn next(&self) -> ulid::Ulid { let t = web_kit::token::random_bytes().unwrap();
    ulid::Ulid::from_parts(Now.now().as_millisecond() as u64, u128::from_be_bytes(t[..16].try_into().unwrap())) } }
#[tokio::main]
async fn main() {
    let city = knowledge_base::sample::munich().unwrap();
    let directory = knowledge_base::sample::munich_directory().unwrap();
    let knowledge = Arc::new(knowledge_base::Knowledge::new(
        city.articles.into_iter().map(Arc::new).collect(), city.life_events,
        knowledge_base::sample::most_used().unwrap(), knowledge_base::ranking::Calibration::shipped().unwrap()).unwrap());
    let store = Arc::new(MemoryStore::default());
    let feed = web_kit::LiveFeed::new();
    let clock: Arc<dyn Clock> = Arc::new(Now);
    let calendar = Calendar::bavaria();
    let zone = calendar.time_zone.clone();
    let hub = Arc::new(Hub::new(Parts { store: store.clone(), knowledge, presence: store.clone(), feed: feed.clone(),
        clock: clock.clone(), ids: Arc::new(Rand), directory: Arc::new(directory), calendar,
        policy: Default::default(), limits: Default::default() }));
    let kit = Arc::new(web_kit::Kit::new(Default::default(), web_kit::Settings { widget_origins: vec!["http://localhost:8199".into()], ..Default::default() },
        web_kit::csrf::CsrfKey::new([1; 32]), clock, zone));
    let site = channels::web::Site::new(hub.clone(), feed, kit.clone());
    let mut router = channels::web::routes(site);
    let h = hub.clone();
    router = router.route("/x/clerk", axum::routing::get(move || { let hub = h.clone(); async move {
        // every clerk is there
        for c in hub.directory().clerks.keys() { hub.set_presence(c, bot_core::responsibility::PresenceState::There).await.unwrap(); }
        "ok" } }));
    let h = hub.clone();
    router = router.route("/x/take", axum::routing::get(move || { let hub = h.clone(); async move {
        let clerks: Vec<_> = hub.directory().clerks.keys().cloned().collect();
        for c in clerks { for s in hub.clerk_list(&c).await.unwrap() { if let Some(ho) = s.handover {
            if hub.accept(s.conversation, ho, &c).await.is_ok() {
                let _ = hub.reply(s.conversation, &c, bot_core::ids::MessageId(Rand.next()), "Grüß Gott! Ich schaue mir das gleich an.\nHaben Sie das Schreiben vor sich liegen?".into()).await; } } } }
        "ok" } }));
    let app = web_kit::dress(router, kit);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8190").await.unwrap();
    axum::serve(listener, app.into_make_service_with_connect_info::<std::net::SocketAddr>()).await.unwrap();
}
