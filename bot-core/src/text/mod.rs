//! Text forms of the product: rich text for approved articles, and the normal form for comparing citizens' words.

mod normal_form;
mod rich_text;
mod shorten;

pub use normal_form::{fold_letters, normal_form, words};
pub use rich_text::{Block, Inline, RichText};
pub use shorten::shorten;
