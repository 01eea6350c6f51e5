//! Plays a transcript against a hub, as the citizen and as the clerks.

use super::parse::{Rating, Step, Transcript};
use super::print::Printer;
use anyhow::{Context, Result};
use bot_core::conversation::{Channel, ChannelAddress, Inbound, InboundMessage, Phase, Sequence};
use bot_core::handover::Handover;
use bot_core::hub::{Hub, ReceiveError};
use bot_core::ids::{ClerkId, ConversationId, MessageId};
use bot_core::locale::Locale;
use bot_core::personal::Personal;
use bot_core::responsibility::PresenceState;
use jiff::Timestamp;
use jiff::civil::{DateTime, datetime};

/// Where a transcript begins unless it says otherwise: a Monday morning on which offices are open.
const BEGIN: DateTime = datetime(2026, 11, 23, 10, 0, 0, 0);
/// Events read at a time; a step makes far fewer.
const EVENTS_MAX: usize = 1_000;

/// Where a transcript is played: the hub, and the hand on its clock.
pub struct Stage<'a> {
    /// The hub.
    pub hub: &'a Hub,
    /// Moves the hub's clock.
    pub set_clock: &'a (dyn Fn(Timestamp) + Send + Sync),
}

/// Plays all steps for a citizen of their own, named `citizen`; gives the reply to each.
///
/// # Errors
/// A step that cannot be done, such as accepting what nobody offered.
pub async fn play(stage: &Stage<'_>, citizen: &str, transcript: &Transcript) -> Result<Vec<Vec<String>>> {
    let mut playing = Playing {
        stage,
        from: ChannelAddress {
            channel: Channel::Web,
            address: Personal::new(citizen.to_owned()),
        },
        locale: Locale::De,
        messages: 0,
        last: None,
        seen: None,
        there: Vec::new(),
    };
    playing.everybody(PresenceState::Away).await?;
    playing.set_clock(BEGIN)?;
    let mut replies = Vec::with_capacity(transcript.blocks.len());
    for block in &transcript.blocks {
        let mut reply = playing
            .step(&block.step)
            .await
            .with_context(|| block.line.clone())?;
        reply.extend(playing.news().await?);
        replies.push(reply);
    }
    Ok(replies)
}

struct Playing<'a> {
    stage: &'a Stage<'a>,
    from: ChannelAddress,
    locale: Locale,
    messages: u32,
    last: Option<InboundMessage>,
    seen: Option<(ConversationId, Sequence)>,
    there: Vec<ClerkId>,
}

impl Playing<'_> {
    /// Does one step; the lines it leads to besides events.
    async fn step(&mut self, step: &Step) -> Result<Vec<String>> {
        let hub = self.stage.hub;
        match step {
            Step::Clock(at) => {
                self.set_clock(*at)?;
                self.keep_presence().await?;
                hub.expire_offers().await?;
            }
            Step::Language(locale) => {
                self.locale = *locale;
                if let Some(id) = hub.conversation_of(&self.from).await? {
                    hub.choose_locale(id, *locale).await?;
                }
            }
            Step::Says(text) => {
                return self
                    .send(Inbound::Text {
                        text: Personal::new(text.clone()),
                    })
                    .await;
            }
            Step::WantsPerson => return self.send(Inbound::Person).await,
            Step::Presses(option) => {
                let (id, _) = self.seen.context("nothing was offered yet")?;
                let state = hub.state(id).await?.context("the conversation is gone")?;
                let message = state.offers.last().context("nothing was offered")?.message;
                return self
                    .send(Inbound::Choice {
                        message,
                        option: *option,
                    })
                    .await;
            }
            Step::Picks(title) => {
                let all = hub.knowledge.all();
                let article = all
                    .iter()
                    .find(|article| article.title == *title)
                    .context("no such matter")?;
                return self
                    .send(Inbound::Topic {
                        article: article.id.clone(),
                        facts: Vec::new(),
                    })
                    .await;
            }
            Step::SendsAgain => {
                let message = self.last.clone().context("nothing was sent yet")?;
                let receipt = hub.receive(message).await?;
                return Ok(vec![format!("* war schon da: {}", receipt.is_duplicate)]);
            }
            Step::Rates(rating) => self.rate(rating).await?,
            Step::Withdraws => hub.withdraw(self.conversation()?).await?,
            clerk => self.clerk_step(clerk).await?,
        }
        Ok(Vec::new())
    }

    async fn clerk_step(&mut self, step: &Step) -> Result<()> {
        let hub = self.stage.hub;
        match step {
            Step::EverybodyThere => self.everybody(PresenceState::There).await?,
            Step::NobodyThere => self.everybody(PresenceState::Away).await?,
            Step::There(name) => {
                let directory = hub.directory();
                let clerk = directory
                    .clerks
                    .values()
                    .find(|clerk| clerk.name == *name)
                    .context("no such clerk")?;
                self.there.push(clerk.id.clone());
                self.keep_presence().await?;
            }
            other => {
                let (id, handover) = self.handover().await?;
                let clerk = &handover.clerk;
                match other {
                    Step::Accepts => drop(hub.accept(id, handover.id, clerk).await?),
                    Step::Declines(reason) => {
                        hub.decline(id, handover.id, clerk, Some(reason.clone())).await?;
                    }
                    Step::Replies(text) => {
                        let message = MessageId(hub.ids.next());
                        hub.reply(id, clerk, message, text.clone()).await?;
                    }
                    Step::HandsBack => drop(hub.hand_back(id, clerk).await?),
                    Step::Closes(outcome) => drop(hub.close(id, clerk, *outcome).await?),
                    _ => anyhow::bail!("not a clerk's step"),
                }
            }
        }
        Ok(())
    }

    async fn send(&mut self, content: Inbound) -> Result<Vec<String>> {
        self.messages += 1;
        let message = InboundMessage {
            from: self.from.clone(),
            external_id: self.messages.to_string(),
            content,
            locale: self.locale,
            page: None,
            received_at: self.stage.hub.clock.now(),
        };
        self.last = Some(message.clone());
        Ok(match self.stage.hub.receive(message).await {
            Ok(_) => Vec::new(),
            Err(ReceiveError::Empty) => vec!["* abgelehnt: leer".to_owned()],
            Err(ReceiveError::TooLong { max }) => vec![format!("* abgelehnt: mehr als {max} Zeichen")],
            Err(ReceiveError::UnknownOption) => {
                vec!["* abgelehnt: diese Möglichkeit gibt es nicht".to_owned()]
            }
            Err(error) => return Err(error.into()),
        })
    }

    async fn rate(&self, rating: &Rating) -> Result<()> {
        let id = self.conversation()?;
        let state = self
            .stage
            .hub
            .state(id)
            .await?
            .context("the conversation is gone")?;
        let (message, _) = state.answers.last().context("there is no answer to rate")?;
        let (helped, reason) = match rating {
            Rating::Helped => (true, None),
            Rating::NotHelped(reason) => (false, Some(reason.clone())),
        };
        Ok(self.stage.hub.give_feedback(id, *message, helped, reason).await?)
    }

    /// What happened since the last look, as lines.
    async fn news(&mut self) -> Result<Vec<String>> {
        let hub = self.stage.hub;
        let Some(id) = hub.conversation_of(&self.from).await? else {
            return Ok(Vec::new());
        };
        let after = self
            .seen
            .filter(|(seen, _)| *seen == id)
            .map_or(0, |(_, sequence)| sequence);
        let events = hub.events(id, after, EVENTS_MAX).await?;
        let last = events.last().map_or(after, |recorded| recorded.sequence);
        self.seen = Some((id, last));
        let directory = hub.directory();
        let printer = Printer {
            directory: &directory,
            calendar: &hub.calendar,
        };
        Ok(events
            .iter()
            .flat_map(|recorded| printer.event(&recorded.event))
            .collect())
    }

    fn conversation(&self) -> Result<ConversationId> {
        self.seen
            .map(|(id, _)| id)
            .context("there is no conversation yet")
    }

    async fn handover(&self) -> Result<(ConversationId, Handover)> {
        let id = self.conversation()?;
        let state = self
            .stage
            .hub
            .state(id)
            .await?
            .context("the conversation is gone")?;
        match state.phase {
            Phase::AwaitingClerk(handover) | Phase::WithClerk(handover) => Ok((id, *handover)),
            _ => anyhow::bail!("no clerk has or is offered the conversation"),
        }
    }

    async fn everybody(&mut self, state: PresenceState) -> Result<()> {
        let all: Vec<ClerkId> = self.stage.hub.directory().clerks.keys().cloned().collect();
        for clerk in &all {
            self.stage.hub.set_presence(clerk, state).await?;
        }
        self.there = if state == PresenceState::There {
            all
        } else {
            Vec::new()
        };
        Ok(())
    }

    /// The consoles of those who are there stay open while the clock moves on.
    async fn keep_presence(&self) -> Result<()> {
        for clerk in &self.there {
            self.stage.hub.set_presence(clerk, PresenceState::There).await?;
        }
        Ok(())
    }

    fn set_clock(&self, at: DateTime) -> Result<()> {
        let at = at.to_zoned(self.stage.hub.calendar.time_zone.clone())?;
        (self.stage.set_clock)(at.timestamp());
        Ok(())
    }
}
