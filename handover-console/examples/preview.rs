//! The console on ports in memory, to look at pages while working on them: `cargo run -p handover-console --example
//! preview`. Two conversations are offered to the first clerk; everything is gone when it stops.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "it stops where its stage cannot be set"
)]

#[path = "../tests/it/stage/mod.rs"]
mod stage;

use bot_core::ids::ConversationId;
use std::net::SocketAddr;
use std::time::Duration;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let stage = stage::Stage::new().await;
    let (chatty, _) = stage.offer(stage::CITIZEN_WORDS).await;
    stage.offer("Ich verstehe den Brief nicht.").await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8117").await?;
    println!(
        "{} · http://{}/console",
        stage.kit.city.product,
        listener.local_addr()?
    );
    for demo in handover_console::DEMO_SIGN_INS {
        println!("{} / {}", demo.login, demo.password);
    }
    let app = stage.app.clone();
    tokio::spawn(pass_time(stage, chatty));
    axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await
}

/// Moves the clock; the citizen writes every half minute.
async fn pass_time(stage: stage::Stage, chatty: ConversationId) {
    let mut seconds = tokio::time::interval(Duration::from_secs(1));
    for second in 1_u64.. {
        seconds.tick().await;
        stage.clock.advance(Duration::from_secs(1));
        if second.is_multiple_of(30) {
            stage.citizen_writes(chatty, "Sind Sie noch da?").await;
        }
    }
}
