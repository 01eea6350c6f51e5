//! The console through its routes, on ports in memory.

#[cfg(test)]
mod browser;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod live;
#[cfg(test)]
mod roles;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod staff_pages;
#[cfg(test)]
mod stage;
