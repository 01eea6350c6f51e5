//! How the console shows recorded events: as the clerk reads them, with everybody's names.

use bot_core::hub::Hub;
use bot_core::locale::Locale;
use bot_core::responsibility::Directory;
use web_kit::render::{Audience, Renderer};

/// The renderer for a clerk.
pub(super) fn renderer<'a>(hub: &Hub, directory: &'a Directory, locale: Locale) -> Renderer<'a> {
    Renderer {
        locale,
        time_zone: hub.calendar.time_zone.clone(),
        now: hub.clock.now(),
        audience: Audience::Clerk,
        directory: Some(directory),
    }
}
