use knowledge_base::*;
use std::sync::Arc;
fn main() {
    let city = sample::munich().unwrap();
    let articles: Vec<Arc<_>> = city.articles.into_iter().map(Arc::new).collect();
    let mut data = vec![];
    const F: usize = 3;
    let every: usize = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(5);
    let mut c = 0;
    for fold in 0..2 {
        let mut asked = vec![];
        let kept: Vec<Arc<_>> = articles.iter().map(|a| {
            let mut k = (**a).clone();
            for m in [&mut k.questions, &mut k.wordings] {
                for (l, t) in m.iter_mut() {
                    let mut i = 0;
                    t.retain(|x| { i += 1; let out = i % F == fold && (l == "de" || l == "en"); if out { asked.push((a.id.clone(), l.clone(), x.clone())); } !out });
                }
            }
            Arc::new(k)
        }).collect();
        let t = std::time::Instant::now();
        let s = index::Snapshot::build(kept, vec![]).unwrap();
        eprintln!("build {:?}", t.elapsed());
        let t = std::time::Instant::now();
        for (id, l, x) in asked {
            c += 1;
            if c % every != 0 { continue; }
            let right = s.articles().iter().position(|a| a.id == id).unwrap();
            let legs = s.legs(&s.read(&x, None, &l)).unwrap();
            data.push((l, right, legs, x));
        }
        eprintln!("ask {:?} {}", t.elapsed(), data.len());
    }
    let z = |v: &[f32]| { let n = v.len() as f32; let m = v.iter().sum::<f32>() / n; let s = (v.iter().map(|x| (x - m).powi(2)).sum::<f32>() / n).sqrt().max(1e-6); v.iter().map(|x| (x - m) / s).collect::<Vec<_>>() };
    let zs: Vec<Vec<Vec<f32>>> = data.iter().map(|d| d.2.iter().map(|l| z(&l.scores)).collect()).collect();
    let rank = |i: usize, w: &[f32]| { let (d, zz) = (&data[i], &zs[i]); let score = |a: usize| w.iter().zip(zz).map(|(w, l)| w * l[a]).sum::<f32>(); let own = score(d.1); (0..zz[0].len()).filter(|a| score(*a) > own).count() };
    let measure = |w: &[f32]| {
        let mut out = String::new();
        for lang in ["de", "en"] {
            let r: Vec<usize> = (0..data.len()).filter(|i| data[*i].0 == lang).map(|i| rank(i, w)).collect();
            let h = |k| r.iter().filter(|x| **x < k).count() as f32 / r.len() as f32;
            out += &format!("{lang} n{} {:.3} {:.3} {:.3} | ", r.len(), h(1), h(3), h(5));
        }
        out
    };
    for w in [[1., 0., 0., 0.], [0., 1., 0., 0.], [0., 0., 1., 0.], [0., 0., 0., 1.], [1., 1., 0., 0.], [1., 1., 0.3, 0.3]] {
        println!("{w:?} {}", measure(&w));
    }
}
