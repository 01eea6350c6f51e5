//! The vectors of the questions asked last. It keeps fingerprints of the questions, never their words.

use std::collections::HashMap;

use super::vectors::TextKey;

/// A bounded memory that forgets what was not asked for longest.
#[derive(Debug)]
pub(super) struct Recent {
    max: usize,
    clock: u64,
    vectors: HashMap<TextKey, (u64, Vec<f32>)>,
}

impl Recent {
    pub(super) fn new(max: usize) -> Self {
        Self {
            max,
            clock: 0,
            vectors: HashMap::with_capacity(max),
        }
    }

    pub(super) fn get(&mut self, key: &TextKey) -> Option<Vec<f32>> {
        self.clock += 1;
        let (used, vector) = self.vectors.get_mut(key)?;
        *used = self.clock;
        Some(vector.clone())
    }

    pub(super) fn insert(&mut self, key: TextKey, vector: Vec<f32>) {
        self.clock += 1;
        if self.max == 0 {
            return;
        }
        if self.vectors.len() >= self.max && !self.vectors.contains_key(&key) {
            // A thousand entries are looked through in microseconds; an encoding takes milliseconds.
            let oldest = self
                .vectors
                .iter()
                .min_by_key(|(_, (used, _))| *used)
                .map(|(key, _)| *key);
            if let Some(oldest) = oldest {
                self.vectors.remove(&oldest);
            }
        }
        self.vectors.insert(key, (self.clock, vector));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedding::Role;

    #[test]
    fn the_question_not_asked_for_longest_is_forgotten() {
        let key = |text| TextKey::of(Role::Query, text);
        let mut recent = Recent::new(2);
        recent.insert(key("eins"), vec![1.0]);
        recent.insert(key("zwei"), vec![2.0]);
        assert_eq!(recent.get(&key("eins")), Some(vec![1.0]));
        recent.insert(key("drei"), vec![3.0]);
        assert_eq!(recent.get(&key("zwei")), None);
        assert_eq!(recent.get(&key("eins")), Some(vec![1.0]));
        assert_eq!(recent.get(&key("drei")), Some(vec![3.0]));
    }
}
