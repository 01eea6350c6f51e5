//! `serve`: listen, keep time, and stop in order.

use crate::compose::App;
use anyhow::{Context, bail};
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, timeout};

/// Connections the kernel holds until they are accepted; the default of 128 overflows in a reconnect storm.
const BACKLOG: u32 = 4096;
/// How often offers are looked at.
const OFFERS_EVERY: Duration = Duration::from_secs(1);
/// How often the hub looks whether something was published: one small read.
const PUBLICATIONS_EVERY: Duration = Duration::from_millis(250);
/// How often the retention time is looked at.
const RETENTION_EVERY: Duration = Duration::from_mins(10);
/// Longest time a stop may take.
const DRAIN_MAX: Duration = Duration::from_secs(20);

/// Runs the hub until SIGTERM or SIGINT.
///
/// # Errors
/// The address is taken, demonstration accounts forbid it, or the server broke down.
pub async fn run(app: App) -> anyhow::Result<()> {
    let listener = listen(app.config.server.listen)?;
    let address = listener.local_addr()?;
    if app.has_demo_accounts && !address.ip().is_loopback() {
        bail!(
            "there are demo accounts with published passwords: the hub listens on loopback only. \
             Set city.sample = false and start with a new data directory, or listen on 127.0.0.1"
        );
    }
    app.print_welcome(address);
    let (stop, stopped) = watch::channel(false);
    let signals = tokio::spawn(async move {
        terminated().await;
        let _ = stop.send(true);
    });
    let result = serve(&app, listener, stopped).await;
    signals.abort();
    result
}

/// Serves on `listener` until `stopped` turns true, then drains.
///
/// # Errors
/// The console cannot be prepared, or the server broke down.
pub async fn serve(app: &App, listener: TcpListener, stopped: watch::Receiver<bool>) -> anyhow::Result<()> {
    let timers = timers(app, &stopped);
    let router = app.router()?.into_make_service_with_connect_info::<SocketAddr>();
    let mut draining = stopped.clone();
    let server = axum::serve(listener, router).with_graceful_shutdown(turned_true(stopped));
    let mut server = std::pin::pin!(server.into_future());
    let result = tokio::select! {
        result = &mut server => result,
        () = async {
            let _ = draining.wait_for(|is_stopped| *is_stopped).await;
            app.feed.close();
        } => timeout(DRAIN_MAX, &mut server).await.unwrap_or_else(|_| {
            tracing::warn!("requests were still running after the time to drain");
            Ok(())
        }),
    };
    for timer in timers {
        let _ = timer.await;
    }
    app.storage.close().await;
    result.context("the server stopped")
}

/// Binds with a backlog that survives a reconnect storm.
///
/// # Errors
/// The address is taken or not one of this machine.
pub fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()
    } else {
        TcpSocket::new_v6()
    }?;
    socket.set_reuseaddr(true)?;
    socket
        .bind(address)
        .with_context(|| format!("cannot listen on {address}"))?;
    Ok(socket.listen(BACKLOG)?)
}

fn timers(app: &App, stopped: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
    let hub = app.hub.clone();
    let offers = every(OFFERS_EVERY, stopped.clone(), move || {
        let hub = hub.clone();
        async move { hub.expire_offers().await.map(drop) }
    });
    let hub = app.hub.clone();
    let retention = every(RETENTION_EVERY, stopped.clone(), move || {
        let hub = hub.clone();
        async move { hub.expire_conversations().await.map(drop) }
    });
    let publications = app.publications();
    let publications = every(PUBLICATIONS_EVERY, stopped.clone(), move || {
        let publications = publications.clone();
        async move { publications.follow().await }
    });
    vec![offers, retention, publications]
}

/// Runs `work` at each tick; a failure is logged and the next tick tries again.
fn every<F, E>(
    period: Duration,
    mut stopped: watch::Receiver<bool>,
    work: impl Fn() -> F + Send + 'static,
) -> JoinHandle<()>
where
    F: Future<Output = Result<(), E>> + Send,
    E: std::fmt::Display,
{
    tokio::spawn(async move {
        let mut ticks = interval(period);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                _ = stopped.wait_for(|is_stopped| *is_stopped) => return,
            }
            if let Err(error) = work().await {
                tracing::error!(%error, "a sweep failed and will be tried again");
            }
        }
    })
}

async fn turned_true(mut stopped: watch::Receiver<bool>) {
    let _ = stopped.wait_for(|is_stopped| *is_stopped).await;
}

async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
