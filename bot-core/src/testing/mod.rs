//! In-memory ports, builders and the suites every adapter of a port must pass.
//!
//! A suite is one function a port. Its cases share the store they are given, so that one database serves them all;
//! the store has to be fresh. Absent on purpose: an async runtime. Cases that race belong to the adapters' own tests.

mod builders;
mod clock;
mod memory;
mod script;
mod suites;

pub use builders::{ArticleBuilder, DirectoryBuilder, hit, ranking};
pub use clock::{FakeClock, SequentialIds};
pub use memory::MemoryStore;
pub use script::{Script, clerk_id, morning};
pub use suites::{
    account_store_suite, clerk_list_suite, conversation_store_suite, delivery_store_suite,
    directory_store_suite, figure_store_suite, presence_store_suite, timer_suite,
};

/// What a case returns: an error when the store was not available; a broken promise panics.
pub type CaseResult = Result<(), Box<dyn std::error::Error + Send + Sync>>;
