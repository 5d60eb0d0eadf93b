//! How a whole organization's evaluations use AWS's quotas, and what throttling does to them.
//!
//! ```text
//! sample organization ── grown ── Profiles::measure ── Profiles ── modelled ── Tally
//!                          │      (real processes, one evaluation    (virtual time)
//!                          │       of each rule and kind of account)
//!                          └───── real ── Tally
//!                                 (real processes, real time)
//! ```
//!
//! [`modelled`] takes seconds for ten thousand accounts and a day: it replays the calls that the
//! rules' processes made, with the waits of their SDK and of Lambda. [`real`] runs a process for
//! every evaluation, in real time. Both share quotas, deliveries and the result type, so they can
//! be compared.

mod backoff;
mod delivery;
mod grown;
mod model;
mod profile;
mod real;
mod tally;

pub use delivery::{Delivery, LAMBDA_PAUSES};
pub use grown::grown;
pub use model::modelled;
pub use profile::{Profile, ProfileError, Profiles, Step};
pub use real::real;
pub use tally::{Calls, RuleTally, Tally};
