//! Lists and timers stay quick however many conversations are stored: no plan reads a whole table.

use crate::databases::Database;
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};

#[tokio::test]
async fn no_list_scans_a_whole_table() {
    let database = Database::sqlite();
    database.open().await.close().await;
    let file = database.url.trim_start_matches("sqlite:");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    let mut connection = SqliteConnection::connect_with(&options)
        .await
        .expect("the database");
    for source in [
        include_str!("../../src/conversation_store.rs"),
        include_str!("../../src/delivery_store.rs"),
        include_str!("../../src/append.rs"),
    ] {
        for statement in statements(source) {
            let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
            let plan = sqlx::query(explain)
                .fetch_all(&mut connection)
                .await
                .expect(&statement);
            for row in plan {
                let step: String = row.get("detail");
                let small = ["json_each", "due", "CONSTANT ROW"]
                    .iter()
                    .any(|source| step.contains(source));
                let scans = step.starts_with("SCAN") && !small;
                assert!(!scans, "{step}\nin {statement}");
                let sorts_all =
                    step.contains("USE TEMP B-TREE FOR ORDER BY") && !statement.contains("clerk = $1");
                assert!(!sorts_all, "{step}\nin {statement}");
            }
        }
    }
}

/// The SQL texts of a source file, in the words of SQLite.
fn statements(source: &str) -> Vec<String> {
    let texts = source.split('"').skip(1).step_by(2);
    let is_sql = |text: &&str| {
        ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"]
            .iter()
            .any(|verb| text.starts_with(verb))
    };
    let all: Vec<String> = texts
        .filter(is_sql)
        .map(|text| text.replace("each(", "json_each("))
        .map(|text| text.replace("{lock rows}", "").replace("{skip locked rows}", ""))
        .collect();
    assert!(!all.is_empty(), "no statement was found");
    all
}
