//! [`DirectoryStore`] in memory.

use super::MemoryStore;
use crate::ports::{DirectoryStore, StoreUnavailable};
use crate::responsibility::Directory;
use async_trait::async_trait;

#[async_trait]
impl DirectoryStore for MemoryStore {
    async fn load_directory(&self) -> Result<Directory, StoreUnavailable> {
        Ok(self.state().directory.clone())
    }

    async fn replace_directory(&self, directory: &Directory) -> Result<(), StoreUnavailable> {
        self.state().directory = directory.clone();
        Ok(())
    }
}
