//! The dispatcher: sends what was written to the outbox, at least once and in order per conversation.
//!
//! It claims what is due, renders nothing and decides nothing: a [`ChannelSender`] turns one delivery into one message
//! of its channel. A failed delivery is due again later, with growing and jittered pauses; after the last try it is
//! given up and the sender is told, so that a person hears of it. The website has no sender: pages read the events.

use async_trait::async_trait;
use bot_core::conversation::{Channel, Recorded};
use bot_core::hub::Hub;
use bot_core::ports::{Clock, Delivery, DeliveryStore, StoreUnavailable};
use futures_util::StreamExt as _;
use futures_util::stream;
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// One message on its way out.
#[derive(Clone, Debug)]
pub struct OutboundMessage {
    /// Where it goes, and the id that makes sending it twice harmless.
    pub delivery: Delivery,
    /// What to say.
    pub recorded: Recorded,
}

/// Why a message did not arrive.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SendError {
    /// It may work later, if the channel says so, not before that time.
    #[error("the channel did not take the message")]
    Later {
        /// The least time to wait.
        retry_after: Option<Duration>,
    },
    /// It will never work: the citizen left, or the channel refuses the message.
    #[error("the channel refuses the message")]
    Never,
}

/// Sends on one channel.
#[async_trait]
pub trait ChannelSender: Send + Sync {
    /// The channel.
    fn channel(&self) -> Channel;

    /// Sends one message. May be called again for the same delivery after a crash.
    ///
    /// # Errors
    /// See [`SendError`].
    async fn send(&self, message: &OutboundMessage) -> Result<(), SendError>;

    /// A message was given up: tells whoever must know.
    async fn gave_up(&self, message: &OutboundMessage);
}

/// How the dispatcher works.
#[derive(Clone, Debug)]
pub struct Pace {
    /// Deliveries in hand at a time.
    pub concurrency_max: usize,
    /// How long a claimed delivery belongs to this instance.
    pub lease: Duration,
    /// Longest time for one try.
    pub send_time_max: Duration,
    /// First pause after a failure; doubles with each.
    pub pause_min: Duration,
    /// Longest pause.
    pub pause_max: Duration,
    /// Tries before giving up.
    pub tries_max: u32,
    /// How often the store is asked without being woken.
    pub poll: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            concurrency_max: 16,
            lease: Duration::from_mins(1),
            send_time_max: Duration::from_secs(20),
            pause_min: Duration::from_secs(1),
            pause_max: Duration::from_mins(5),
            tries_max: 12,
            poll: Duration::from_secs(2),
        }
    }
}

/// Sends the outbox of one channel.
pub struct Dispatcher {
    hub: Arc<Hub>,
    deliveries: Arc<dyn DeliveryStore>,
    sender: Arc<dyn ChannelSender>,
    clock: Arc<dyn Clock>,
    pace: Pace,
    wake: Arc<Notify>,
}

impl Dispatcher {
    /// Composes it. `wake` is notified after a commit that wrote deliveries.
    #[must_use]
    pub fn new(
        hub: Arc<Hub>,
        deliveries: Arc<dyn DeliveryStore>,
        sender: Arc<dyn ChannelSender>,
        pace: Pace,
        wake: Arc<Notify>,
    ) -> Self {
        let clock = Arc::clone(&hub.clock);
        Self {
            hub,
            deliveries,
            sender,
            clock,
            pace,
            wake,
        }
    }

    /// Works until `stop` turns true; what is in hand is finished first.
    pub async fn run(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow_and_update() {
            let sent = match self.round().await {
                Ok(sent) => sent,
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "the outbox could not be read"
                    );
                    0
                }
            };
            if sent > 0 {
                continue;
            }
            tokio::select! {
                () = self.wake.notified() => {}
                () = tokio::time::sleep(self.pace.poll) => {}
                changed = stop.changed() => if changed.is_err() { return },
            }
        }
    }

    /// Takes what is due and sends it. Returns how many deliveries were in hand.
    ///
    /// # Errors
    /// The store is not available.
    pub async fn round(&self) -> Result<usize, StoreUnavailable> {
        let now = self.clock.now();
        let lease_until = now + self.pace.lease;
        let claimed = self
            .deliveries
            .claim(self.sender.channel(), now, lease_until, self.pace.concurrency_max)
            .await?;
        let count = claimed.len();
        let results: Vec<Result<(), StoreUnavailable>> = stream::iter(claimed)
            .map(|delivery| self.deliver(delivery))
            .buffer_unordered(self.pace.concurrency_max.max(1))
            .collect()
            .await;
        results.into_iter().collect::<Result<(), _>>()?;
        Ok(count)
    }

    async fn deliver(&self, delivery: Delivery) -> Result<(), StoreUnavailable> {
        let before = delivery.sequence.saturating_sub(1);
        let found = self.hub.events(delivery.conversation, before, 1).await?;
        let Some(recorded) = found
            .into_iter()
            .find(|recorded| recorded.sequence == delivery.sequence)
        else {
            // Erased meanwhile: there is nothing to say any more.
            return self.deliveries.delivered(delivery.id).await;
        };
        let message = OutboundMessage { delivery, recorded };
        let sending = tokio::time::timeout(self.pace.send_time_max, self.sender.send(&message)).await;
        match sending.unwrap_or(Err(SendError::Later { retry_after: None })) {
            Ok(()) => self.deliveries.delivered(message.delivery.id).await,
            Err(SendError::Later { retry_after }) if message.delivery.tries + 1 < self.pace.tries_max => {
                let pause = self.pause(&message.delivery).max(retry_after.unwrap_or_default());
                let due_at =
                    self.clock.now() + SignedDuration::try_from(pause).unwrap_or(SignedDuration::ZERO);
                self.deliveries.failed(message.delivery.id, due_at).await
            }
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    channel = self.sender.channel().name(),
                    conversation.id = %message.delivery.conversation,
                    "a message could not be delivered and was given up"
                );
                self.sender.gave_up(&message).await;
                self.deliveries.delivered(message.delivery.id).await
            }
        }
    }

    /// The pause after one more failure: doubled each time, bounded, and between half and all of it by the id of the
    /// delivery, so that messages that failed together do not come back together.
    fn pause(&self, delivery: &Delivery) -> Duration {
        let doubled = self.pace.pause_min.saturating_mul(1 << delivery.tries.min(20));
        let whole = doubled.min(self.pace.pause_max);
        let share =
            u32::try_from((delivery.id.0.random() ^ u128::from(delivery.tries)) % 512).unwrap_or_default();
        whole / 2 + whole.saturating_mul(share) / 1024
    }
}

#[cfg(test)]
mod tests;
