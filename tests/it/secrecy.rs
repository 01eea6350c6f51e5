//! What people write stays out of logs and figures, even when everything is logged.

use amtslotse_tests::citizen::Citizen;
use amtslotse_tests::clerk::Clerk;
use amtslotse_tests::http::Browser;
use amtslotse_tests::process::Process;
use anyhow::Result;

/// Words that occur nowhere in the product.
const CANARIES: [&str; 5] = [
    "Zaunkönigstraße",
    "Rotkehlchen",
    "Blaumeisenweg",
    "falsches-passwort-Girlitz",
    "Stieglitz",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_word_of_a_citizen_and_no_secret_is_in_log_or_metrics() -> Result<()> {
    let mut hub = Process::start("trace").await?;
    let mut citizen = Citizen::new(Browser::new(&hub.base)?);
    citizen
        .browser
        .get(&format!("/chat?page=/{}", CANARIES[2]))
        .await?;
    citizen
        .says(&format!(
            "Ich wohne in der {} 7, was kostet ein Personalausweis?",
            CANARIES[0]
        ))
        .await?;
    citizen.says(CANARIES[1]).await?;
    citizen
        .sends(&format!("{} notfall es brennt", CANARIES[1]), "trace-message")
        .await?;
    let page = citizen.chat().await?;
    if page.form("/chat/feedback").is_ok() {
        let fill = [("helped", "no"), ("reason", CANARIES[4])];
        citizen.browser.submit(&page, "/chat/feedback", &fill).await?;
    }
    assert!(
        Clerk::sign_in(Browser::new(&hub.base)?, "clerk", CANARIES[3])
            .await
            .is_err()
    );
    let clerk = Clerk::sign_in(Browser::new(&hub.base)?, "clerk", "demo-clerk").await?;
    let metrics = citizen.browser.get("/metrics").await?;
    assert_eq!(metrics.status, 200);
    assert!(metrics.body.contains("# TYPE"), "{}", metrics.body);

    hub.terminate().await?;
    let log = hub.log()?;
    assert!(
        log.len() > 10_000,
        "nothing was logged at this level: {} bytes",
        log.len()
    );
    let secrets = citizen
        .browser
        .cookies
        .values()
        .chain(clerk.browser.cookies.values())
        .map(String::as_str);
    let passwords = ["$argon2"];
    for secret in CANARIES.into_iter().chain(secrets).chain(passwords) {
        if secret.len() < 5 {
            continue;
        }
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret:?} is in the log: {line:?}");
        assert!(!metrics.body.contains(secret), "{secret:?} is in the metrics");
    }
    Ok(())
}
