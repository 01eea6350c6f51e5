//! The promises of storage, on every engine: memory, SQLite, and PostgreSQL where `AMTSLOTSE_TEST_POSTGRES` names a
//! server (`tests/peers/postgres.sh start` prints one).

mod databases;
mod durability;
mod opening;
mod plans;
mod racing;
mod suites;
