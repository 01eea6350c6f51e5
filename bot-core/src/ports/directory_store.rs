//! Where the directory is kept.

use super::StoreUnavailable;
use crate::responsibility::Directory;
use async_trait::async_trait;

/// Stores org units, clerks and rules.
#[async_trait]
pub trait DirectoryStore: Send + Sync {
    /// The whole directory. Units, clerks and rules that an import no longer names are kept but not loaded.
    async fn load_directory(&self) -> Result<Directory, StoreUnavailable>;

    /// Replaces the directory in one transaction.
    async fn replace_directory(&self, directory: &Directory) -> Result<(), StoreUnavailable>;
}
