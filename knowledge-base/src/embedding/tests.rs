//! The encoders against vectors that other programs computed from the same weights.

use std::sync::OnceLock;

use fearless_simd::Level;
use flate2::read::GzDecoder;
use serde::Deserialize;

use super::e5::E5;
use super::use_multilingual::UseMultilingual;
use super::{Encoder, e5_model, use_model};

const E5_REFERENCE: &str =
    include_str!("../../models/multilingual-e5-small-q4-eu80k/reference-vectors.jsonl");
const USE_REFERENCE: &str = include_str!("../../models/use-multilingual-v3/reference-vectors.jsonl");

#[derive(Deserialize)]
struct Reference {
    text: String,
    ids: Vec<u32>,
    embedding: Vec<f32>,
}

fn references(lines: &str) -> Vec<Reference> {
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn e5() -> &'static E5 {
    static LOADED: OnceLock<E5> = OnceLock::new();
    LOADED.get_or_init(|| E5::read(e5_model()).unwrap())
}

fn use_multilingual() -> &'static UseMultilingual {
    static LOADED: OnceLock<UseMultilingual> = OnceLock::new();
    LOADED.get_or_init(load_use_multilingual)
}

fn load_use_multilingual() -> UseMultilingual {
    UseMultilingual::read(GzDecoder::new(use_model())).unwrap()
}

fn cosine(left: &[f32], right: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    assert_eq!(left.len(), right.len());
    dot(left, right) / (dot(left, left) * dot(right, right)).sqrt()
}

fn assert_sound(encoder: &dyn Encoder, vector: &[f32], text: &str) {
    assert_eq!(vector.len(), encoder.dimension());
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    assert!(
        (length - 1.0).abs() < 1e-3,
        "{}: length {length} for {text:?}",
        encoder.id()
    );
}

#[test]
fn e5_gives_the_reference_vectors() {
    for Reference { text, ids, embedding } in references(E5_REFERENCE) {
        assert_eq!(e5().token_ids(&format!("query: {text}"), 512), ids, "{text}");
        let cosine = cosine(&e5().query(&text), &embedding);
        assert!(cosine > 0.999, "{text}: {cosine}");
    }
}

#[test]
fn use_multilingual_gives_the_reference_vectors() {
    for Reference { text, ids, embedding } in references(USE_REFERENCE) {
        assert_eq!(use_multilingual().token_ids(&text), ids, "{text}");
        let cosine = cosine(&use_multilingual().query(&text), &embedding);
        assert!(cosine > 0.9999, "{text}: {cosine}");
    }
}

#[test]
fn every_instruction_set_gives_the_same_vectors() {
    let text = "Wo melde ich meine Wohnung um?";
    let (mut e5, mut use_multilingual) = (E5::read(e5_model()).unwrap(), load_use_multilingual());
    for level in [Some(Level::baseline()), avx2()].into_iter().flatten() {
        (e5.level, use_multilingual.level) = (level, level);
        let (transformer, convolution) = (e5.query(text), use_multilingual.query(text));
        assert!(
            cosine(&transformer, &super::tests::e5().query(text)) > 0.9999,
            "{level:?}"
        );
        assert!(
            cosine(&convolution, &super::tests::use_multilingual().query(text)) > 0.9999,
            "{level:?}"
        );
    }
}

#[cfg(target_arch = "x86_64")]
fn avx2() -> Option<Level> {
    Level::new().as_avx2().map(Level::Avx2)
}

#[cfg(not(target_arch = "x86_64"))]
fn avx2() -> Option<Level> {
    None
}

#[test]
fn odd_texts_have_sound_vectors() {
    let odd = [
        "",
        " ",
        "\n\t",
        "😀🏽👩‍👩‍👧",
        "ﬁnanzamt Ⅳ ½ ㎡",
        "e\u{301}té",
        "مرحبا",
        "\u{0}",
        "▁",
        "�",
        "ｈａｌｌｏ",
    ];
    for text in odd {
        for encoder in [e5() as &dyn Encoder, use_multilingual()] {
            assert_sound(encoder, &encoder.query(text), text);
            assert_sound(encoder, &encoder.passage(text), text);
        }
    }
}

#[test]
fn compatible_characters_are_one() {
    assert_eq!(
        use_multilingual().token_ids("ｈａｌｌｏ"),
        use_multilingual().token_ids("hallo")
    );
    assert_eq!(
        e5().token_ids("query: ﬁnanzamt", 64),
        e5().token_ids("query: finanzamt", 64)
    );
    assert_eq!(
        e5().token_ids("query:   a   b", 64),
        e5().token_ids("query: a b", 64)
    );
    assert_eq!(
        use_multilingual().token_ids("  a   b  "),
        use_multilingual().token_ids("a b")
    );
}

#[test]
fn unknown_characters_side_by_side_are_one_piece() {
    let (one, many) = (
        use_multilingual().token_ids("\u{13000}"),
        use_multilingual().token_ids("\u{13000}\u{13001}"),
    );
    assert_eq!(one, many);
}

#[test]
fn long_texts_are_cut_at_the_models_limit() {
    let long = "Wort ".repeat(5_000);
    assert_eq!(use_multilingual().token_ids(&long).len(), 512);
    assert_eq!(e5().token_ids(&long, usize::MAX).len(), 512);
    assert_sound(use_multilingual(), &use_multilingual().passage(&long), "long");
    assert_sound(e5(), &e5().query(&long), "long");
    let one_word = "x".repeat(100_000);
    assert_eq!(e5().token_ids(&one_word, usize::MAX).len(), 512);
}

#[test]
fn the_same_text_has_the_same_vector() {
    let text = "Wo melde ich meine Wohnung um?";
    assert_eq!(e5().query(text), e5().query(text));
    assert_eq!(use_multilingual().query(text), use_multilingual().query(text));
    assert_ne!(e5().query(text), e5().passage(text));
}

#[test]
fn near_in_meaning_is_near_in_direction() {
    for encoder in [e5() as &dyn Encoder, use_multilingual()] {
        let question = encoder.query("Ich bin umgezogen, wo melde ich mich?");
        let near = cosine(
            &question,
            &encoder.query("I moved, where do I register my new address?"),
        );
        let far = cosine(&question, &encoder.query("Wie hoch ist die Hundesteuer?"));
        assert!(near > far, "{}: {near} against {far}", encoder.id());
    }
}

#[test]
fn a_damaged_model_is_refused() {
    assert!(E5::read(&e5_model()[..1_000_000]).is_err());
    assert!(E5::read(&b"GGUF\x03\0\0\0"[..]).is_err());
    assert!(E5::read(&b"something else"[..]).is_err());
    assert!(UseMultilingual::read(e5_model()).is_err());
    assert!(UseMultilingual::read(use_model()).is_err());
}
