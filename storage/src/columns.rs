//! Between the types of the core and the columns: ids, words and structures as text, times as microseconds.

use bot_core::conversation::{Channel, ChannelAddress};
use bot_core::personal::Personal;
use bot_core::ports::StoreUnavailable;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::any::AnyRow;
use std::borrow::Cow;
use std::str::FromStr;

/// Only the words of the error: the rest of what a database tells may quote the row, and with it a citizen.
pub(crate) fn unavailable(error: &sqlx::Error) -> StoreUnavailable {
    StoreUnavailable::because(error.to_string())
}

/// The time as it is stored.
pub(crate) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// A count or number of the core as it is stored; what does not fit is as large as can be.
pub(crate) fn number(count: impl TryInto<i64>) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}

/// Text of a key column as it is stored. Neither engine's text can hold U+0000, which a channel may well hand in.
pub(crate) fn key(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        Cow::Owned(text.replace('\0', "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The address as it is stored, apart from its channel.
pub(crate) fn address(of: &ChannelAddress) -> Cow<'_, str> {
    key(of.address.reveal())
}

/// An enum without contents as the word serde gives it.
pub(crate) fn word<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        other => unreachable_word(&other),
    }
}

fn unreachable_word(other: &Result<serde_json::Value, serde_json::Error>) -> String {
    tracing::error!(
        is_json = other.is_ok(),
        "a value that is no word was to be stored as one"
    );
    String::new()
}

/// A structure as JSON text.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<String, StoreUnavailable> {
    serde_json::to_string(value).map_err(StoreUnavailable::because)
}

/// Reads columns, and says which one is broken without quoting it.
pub(crate) trait Columns {
    fn text(&self, column: &'static str) -> Result<String, StoreUnavailable>;
    fn maybe_text(&self, column: &'static str) -> Result<Option<String>, StoreUnavailable>;
    fn maybe_number(&self, column: &'static str) -> Result<Option<i64>, StoreUnavailable>;

    fn number(&self, column: &'static str) -> Result<i64, StoreUnavailable> {
        self.maybe_number(column)?.ok_or_else(|| broken(column))
    }
    fn count<T: TryFrom<i64>>(&self, column: &'static str) -> Result<T, StoreUnavailable> {
        T::try_from(self.number(column)?).map_err(|_| broken(column))
    }
    fn moment(&self, column: &'static str) -> Result<Timestamp, StoreUnavailable> {
        Timestamp::from_microsecond(self.number(column)?).map_err(|_| broken(column))
    }
    fn maybe_moment(&self, column: &'static str) -> Result<Option<Timestamp>, StoreUnavailable> {
        let moment = self.maybe_number(column)?.map(Timestamp::from_microsecond);
        moment.transpose().map_err(|_| broken(column))
    }
    fn parsed<T: FromStr>(&self, column: &'static str) -> Result<T, StoreUnavailable> {
        self.text(column)?.parse().map_err(|_| broken(column))
    }
    fn word<T: DeserializeOwned>(&self, column: &'static str) -> Result<T, StoreUnavailable> {
        serde_json::from_value(serde_json::Value::String(self.text(column)?)).map_err(|_| broken(column))
    }
    fn json<T: DeserializeOwned>(&self, column: &'static str) -> Result<T, StoreUnavailable> {
        serde_json::from_str(&self.text(column)?).map_err(|_| broken(column))
    }
    fn channel_address(&self) -> Result<ChannelAddress, StoreUnavailable> {
        let channel: Channel = self.word("channel")?;
        Ok(ChannelAddress {
            channel,
            address: Personal::new(self.text("address")?),
        })
    }
}

impl Columns for AnyRow {
    fn text(&self, column: &'static str) -> Result<String, StoreUnavailable> {
        self.try_get(column).map_err(|_| broken(column))
    }
    fn maybe_text(&self, column: &'static str) -> Result<Option<String>, StoreUnavailable> {
        self.try_get(column).map_err(|_| broken(column))
    }
    fn maybe_number(&self, column: &'static str) -> Result<Option<i64>, StoreUnavailable> {
        self.try_get(column).map_err(|_| broken(column))
    }
}

fn broken(column: &'static str) -> StoreUnavailable {
    StoreUnavailable::because(format!("the column {column} holds something unexpected"))
}
