//! A phone number in the one form by which numbers are compared, and the digest by
//! which a member account can compare its own with the management account's without
//! learning it.
//!
//! Sources: ITU-T E.164; libphonenumber; RFC 9106 (Argon2); the PHC string format.

mod digest;
mod number;
mod organization;

pub use digest::{DigestError, MakingError, PhoneDigest};
pub use number::PhoneNumber;
pub use organization::OrganizationId;
