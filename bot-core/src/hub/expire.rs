//! What time does: offers run out, conversations pass their retention time.

use super::Hub;
use super::step::StepError;
use crate::conversation::{Conversation, Event, Phase};
use crate::handover::{Handover, unanswered};
use crate::ids::MessageId;
use crate::ports::StoreUnavailable;
use jiff::Timestamp;

/// Conversations looked at in one sweep; the next sweep takes the rest.
const SWEEP_MAX: usize = 200;

impl Hub {
    /// Passes offers that ran out to the next deputy, or refers the citizen. Returns how many there were.
    ///
    /// # Errors
    /// The store is not available; what was done stays done.
    pub async fn expire_offers(&self) -> Result<usize, StoreUnavailable> {
        let due = self.store.due_offers(self.clock.now(), SWEEP_MAX).await?;
        let mut passed_on = 0;
        for id in due {
            let result = self
                .step(id, |conversation| {
                    Ok::<_, StepError>(self.timed_out(conversation))
                })
                .await;
            match result {
                Ok(_) => passed_on += 1,
                Err(StepError::Gone | StepError::Busy) => {}
                Err(StepError::Unavailable(error)) => return Err(error),
            }
        }
        Ok(passed_on)
    }

    /// Erases conversations whose retention time is over. Returns how many there were.
    ///
    /// # Errors
    /// The store is not available; what was done stays done.
    pub async fn expire_conversations(&self) -> Result<usize, StoreUnavailable> {
        let before = self.clock.now() - self.limits.retention;
        let idle = self.store.idle_since(before, SWEEP_MAX).await?;
        let count = idle.len();
        for id in idle {
            self.erase(id).await?;
        }
        Ok(count)
    }

    /// When an offer made now runs out.
    pub(super) fn offer_deadline(&self) -> Timestamp {
        self.clock.now() + self.limits.offer_time_max
    }

    /// The event that follows a declined or timed-out offer: to the next clerk, or the referral.
    pub(super) fn next_offer(&self, conversation: &Conversation, current: &Handover) -> Event {
        if let Some((clerk, next)) = current.next.split_first() {
            return Event::HandoverOffered {
                handover: current.id,
                clerk: clerk.clone(),
                next: next.to_vec(),
                until: self.offer_deadline(),
            };
        }
        let referral = unanswered(conversation, &self.directory(), &self.calendar, self.clock.now());
        Event::HandoverUnanswered {
            handover: current.id,
            message: MessageId(self.ids.next()),
            referral: Box::new(referral),
        }
    }

    fn timed_out(&self, conversation: &Conversation) -> Vec<Event> {
        match &conversation.phase {
            Phase::AwaitingClerk(current) if current.offered_until <= self.clock.now() => vec![
                Event::HandoverTimedOut {
                    handover: current.id,
                    clerk: current.clerk.clone(),
                },
                self.next_offer(conversation, current),
            ],
            _ => Vec::new(),
        }
    }
}
