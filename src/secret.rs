//! The hub's own secret: 32 random bytes in a file that only its owner may read. It signs form tokens; instances
//! that share it accept each other's forms.

use anyhow::{Context, bail};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Reads the secret, or makes it at the first start.
pub fn read_or_create(path: &Path) -> anyhow::Result<[u8; 32]> {
    let named = || format!("the secret file {}", path.display());
    match OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
    {
        Ok(mut file) => {
            let mut secret = [0; 32];
            getrandom::fill(&mut secret).context("the system gives no randomness")?;
            file.write_all(&secret)
                .and_then(|()| file.sync_all())
                .with_context(named)?;
            Ok(secret)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => read(path).with_context(named),
        Err(error) => Err(error).with_context(named),
    }
}

fn read(path: &Path) -> anyhow::Result<[u8; 32]> {
    let file = std::fs::File::open(path)?;
    if file.metadata()?.permissions().mode() & 0o077 != 0 {
        bail!("others may read it; allow its owner only (chmod 600)");
    }
    let mut secret = Vec::with_capacity(33);
    file.take(33).read_to_end(&mut secret)?;
    secret
        .try_into()
        .map_err(|_| anyhow::anyhow!("it does not hold exactly 32 bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_made_once_and_kept_from_others() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret.key");
        let first = read_or_create(&path).unwrap();
        assert_eq!(read_or_create(&path).unwrap(), first);
        assert_ne!(first, [0; 32]);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(read_or_create(&path).is_err());
    }
}
