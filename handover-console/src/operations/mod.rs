//! The operators' start page: key figures with their definitions, and the state of the hub. No personal text.

mod figures;
mod page;

pub(crate) use page::page;
