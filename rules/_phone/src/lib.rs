//! A phone number in the form that is compared, and the digest with which a member account can
//! compare its number with the management account's without learning it.
//!
//! Sources: ITU-T E.164; libphonenumber; RFC 9106 (Argon2); the PHC string format.

mod digest;
mod number;
mod organization;

pub use digest::{DigestError, MakingError, PhoneDigest};
pub use number::PhoneNumber;
pub use organization::OrganizationId;
