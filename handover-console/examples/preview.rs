//! The console on ports in memory, to look at pages while working on them: `cargo run -p handover-console --example
//! preview`. Two conversations are offered to the first clerk; everything is gone when it stops.

#[path = "../tests/it/stage.rs"]
mod stage;

use std::net::SocketAddr;
use std::time::Duration;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let stage = stage::Stage::new().await;
    for words in [stage::CITIZEN_WORDS, "Ich verstehe den Brief nicht."] {
        stage.offer(words).await;
    }
    let clock = stage.clock.clone();
    tokio::spawn(async move {
        let mut seconds = tokio::time::interval(Duration::from_secs(1));
        loop {
            seconds.tick().await;
            clock.advance(Duration::from_secs(1));
        }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8117").await?;
    println!("http://{}/console", listener.local_addr()?);
    for demo in handover_console::DEMO_SIGN_INS {
        println!("{} / {}", demo.login, demo.password);
    }
    axum::serve(listener, stage.app.into_make_service_with_connect_info::<SocketAddr>()).await
}
