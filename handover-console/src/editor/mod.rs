//! The editors' start page: what is published, how it answers, and why a question ranks as it does. Read-only in this
//! version: articles change with an import.

mod article;
mod catalogue;
mod question;

pub(crate) use article::article;
pub(crate) use catalogue::articles;
pub(crate) use question::question;
