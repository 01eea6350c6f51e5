//! The promises of storage, on every engine: memory, SQLite, and PostgreSQL where `AMTSLOTSE_TEST_POSTGRES` names a
//! server (`tests/peers/postgres.sh start` prints one).

#[cfg(test)]
mod databases;
#[cfg(test)]
mod durability;
#[cfg(test)]
mod failing;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod plans;
#[cfg(test)]
mod racing;
#[cfg(test)]
mod suites;
