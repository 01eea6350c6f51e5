//! Looking into a conversation is noted once per look, not with every reload.

use super::list::all_events;
use bot_core::conversation::Event;
use bot_core::hub::{ClerkError, Hub};
use bot_core::ids::{ClerkId, ConversationId};
use jiff::SignedDuration;

/// Within this time, pages of the same conversation count as one look.
const LOOK: SignedDuration = SignedDuration::from_mins(15);

/// Notes that `clerk` looks into their conversation, unless the last note of it is fresh.
pub(super) async fn note_look(hub: &Hub, id: ConversationId, clerk: &ClerkId) -> Result<(), ClerkError> {
    let events = all_events(hub, id).await?;
    let last = events
        .iter()
        .rev()
        .find(|recorded| matches!(&recorded.event, Event::ClerkOpened { clerk: who } if who == clerk));
    let is_fresh = last.is_some_and(|recorded| hub.clock.now().duration_since(recorded.at) < LOOK);
    if is_fresh {
        Ok(())
    } else {
        hub.note_opened(id, clerk).await
    }
}
