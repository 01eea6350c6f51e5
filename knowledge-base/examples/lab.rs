use bot_core::ports::*;
use knowledge_base::*;
use std::sync::Arc;
fn main() {
    let t = std::time::Instant::now();
    let city = sample::munich().unwrap();
    eprintln!("city {:?} {} articles", t.elapsed(), city.articles.len());
    let articles: Vec<Arc<_>> = city.articles.into_iter().map(Arc::new).collect();
    let t = std::time::Instant::now();
    let snap = index::Snapshot::build(articles.clone(), vec![]).unwrap();
    eprintln!("index {:?}", t.elapsed());
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.first().map(String::as_str) {
        Some("show") => {
            for id in &args[1..] {
                let a = articles.iter().find(|a| a.id.parts().1 == id).unwrap();
                println!("{}", serde_json::to_string_pretty(&**a).unwrap());
            }
        }
        Some("folds") => {
            let oos = read_oos();
            let t = std::time::Instant::now();
            let s = ranking::samples(&articles, &oos).unwrap();
            eprintln!("samples {:?} {}", t.elapsed(), s.len());
            let (c, r) = ranking::calibrate(&s, "lab".into());
            println!("{}", serde_json::to_string(&r).unwrap());
            for (n, w) in c.features.iter().zip(&c.answerable.weights) { println!("{n} {w:.3}"); }
            if args.get(1).map(String::as_str) == Some("write") {
                std::fs::write("knowledge-base/data/calibration/coefficients.json", serde_json::to_string_pretty(&c).unwrap() + "\n").unwrap();
            }
        }
        Some("ask") => {
            let k = Knowledge::new(articles, vec![], vec![], ranking::Calibration::shipped().unwrap()).unwrap();
            let rt = tokio::runtime::Runtime::new().unwrap();
            for q in &args[1..] {
                let t = std::time::Instant::now();
                let r = rt.block_on(k.search(&SearchQuery { text: bot_core::personal::Personal::new(q.clone()), context: None, life_events: vec![], language: bot_core::locale::Language::DE, limit: 5, time_max: std::time::Duration::from_secs(5) })).unwrap();
                println!("== {q}  answerable {:.2} {:?}", r.answerable, t.elapsed());
                for h in r.hits { println!("  {:.2} {:.2} {} {:?}", h.score, h.confidence, h.article.title, h.legs.iter().map(|l| (l.leg, l.score, l.rank)).collect::<Vec<_>>()); }
            }
        }
        Some("eval") => {
            let w = if args.get(2).is_some() { sample::Wordings::Without } else { sample::Wordings::With };
            let city = sample::munich_with(w).unwrap();
            let k = Knowledge::new(city.articles.into_iter().map(Arc::new).collect(), vec![], vec![], ranking::Calibration::shipped().unwrap()).unwrap();
            let q = evaluation::read(&std::fs::read_to_string(&args[1]).unwrap()).unwrap();
            let rt = tokio::runtime::Runtime::new().unwrap();
            for lang in [None, Some("de".to_owned())] {
                let r = rt.block_on(evaluation::evaluate(&k, &q, &evaluation::Selection { source: Some("muc".into()), lang }, "muc", async |_, _| None)).unwrap();
                println!("{r}");
            }
        }
        _ => drop(snap),
    }
}
fn read_oos() -> Vec<(String, String)> {
    std::fs::read_dir("knowledge-base/data/calibration").unwrap().flat_map(|e| {
        let p = e.unwrap().path();
        if p.extension().is_some_and(|x| x == "jsonl") {
            std::fs::read_to_string(p).unwrap().lines().map(|l| { let v: serde_json::Value = serde_json::from_str(l).unwrap(); (v["lang"].as_str().unwrap().to_owned(), v["text"].as_str().unwrap().to_owned()) }).collect::<Vec<_>>()
        } else { vec![] }
    }).collect()
}
