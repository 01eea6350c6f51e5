//! The promises of [`PresenceStore`].

use super::CaseResult;
use crate::ports::PresenceStore;
use crate::responsibility::{Presence, PresenceState};
use crate::testing::{SequentialIds, clerk_id, morning};
use jiff::SignedDuration;

/// Who is there.
///
/// # Errors
/// When the store is not available.
///
/// # Panics
/// When a promise is not kept.
pub async fn presence_store_suite(store: &dyn PresenceStore) -> CaseResult {
    let ids = SequentialIds::new("presence");
    let (here, gone, unknown) = (clerk_id(&ids), clerk_id(&ids), clerk_id(&ids));
    assert_eq!(store.presence(std::slice::from_ref(&here)).await?, []);
    let mut at_desk = Presence {
        clerk: here.clone(),
        state: PresenceState::There,
        seen_at: morning(),
    };
    let away = Presence {
        clerk: gone.clone(),
        state: PresenceState::Away,
        seen_at: morning(),
    };
    store.note(&at_desk).await?;
    store.note(&away).await?;
    let asked = [gone.clone(), unknown, here.clone()];
    assert_eq!(
        store.presence(&asked).await?,
        [away.clone(), at_desk.clone()],
        "in the order asked"
    );
    at_desk.state = PresenceState::ShortBreak;
    at_desk.seen_at += SignedDuration::from_secs(20);
    store.note(&at_desk).await?;
    assert_eq!(store.presence(&[here]).await?, [at_desk], "the last word counts");
    assert_eq!(store.presence(&[gone]).await?, [away], "others are not touched");
    assert_eq!(store.presence(&[]).await?, []);
    Ok(())
}
