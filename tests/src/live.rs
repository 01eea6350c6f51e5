//! Reading a live stream (server-sent events) as a browser does.

use anyhow::{Context, Result, bail};
use reqwest::Response;
use std::time::Duration;

/// One event of a stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveEvent {
    /// The `id` field, by which a reader resumes.
    pub id: String,
    /// The `event` field.
    pub kind: String,
    /// The `data` lines.
    pub data: String,
}

/// An open stream.
pub struct LiveStream {
    response: Response,
    unread: String,
    bytes: Vec<u8>,
}

impl LiveStream {
    /// Takes a response over that must be an event stream.
    ///
    /// # Errors
    /// It is something else.
    pub fn new(response: Response) -> Result<Self> {
        let kind = response
            .headers()
            .get("content-type")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if response.status() != 200 || !kind.starts_with("text/event-stream") {
            bail!("not a live stream: {} {kind}", response.status());
        }
        Ok(Self {
            response,
            unread: String::new(),
            bytes: Vec::new(),
        })
    }

    /// The next event within `wait_max`; `None` when the stream ends or nothing came in time.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn next(&mut self, wait_max: Duration) -> Result<Option<LiveEvent>> {
        match tokio::time::timeout(wait_max, self.read()).await {
            Ok(event) => event,
            Err(_) => Ok(None),
        }
    }

    async fn read(&mut self) -> Result<Option<LiveEvent>> {
        loop {
            while let Some(end) = self.unread.find("\n\n") {
                let block: String = self.unread.drain(..end + 2).collect();
                if let Some(event) = parse(&block) {
                    return Ok(Some(event));
                }
            }
            let Some(chunk) = self.response.chunk().await.context("the stream broke")? else {
                return Ok(None);
            };
            self.bytes.extend_from_slice(&chunk);
            let whole = match std::str::from_utf8(&self.bytes) {
                Ok(text) => text.len(),
                Err(error) => error.valid_up_to(),
            };
            let rest = self.bytes.split_off(whole);
            self.unread.push_str(&String::from_utf8_lossy(&self.bytes));
            self.bytes = rest;
        }
    }
}

/// The event of one block; none without a line of data, as browsers have it.
fn parse(block: &str) -> Option<LiveEvent> {
    let mut event = LiveEvent::default();
    let mut data = Vec::new();
    for line in block.lines() {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "id" => value.clone_into(&mut event.id),
            "event" => value.clone_into(&mut event.kind),
            "data" => data.push(value),
            _ => {}
        }
    }
    event.data = data.join("\n");
    (!data.is_empty()).then_some(event)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_and_comments_left_out() {
        let event = parse(": sign of life\nid: 7\nevent: entry\ndata: <p>\ndata: a</p>\n\n");
        let expected = LiveEvent {
            id: "7".to_owned(),
            kind: "entry".to_owned(),
            data: "<p>\na</p>".to_owned(),
        };
        assert_eq!(event, Some(expected));
        assert_eq!(parse(":\n\n"), None);
    }
}
