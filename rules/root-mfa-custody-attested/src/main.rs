attested_rule::main!(attested_rule::RootCredentialsExist);

#[cfg(test)]
mod tests;
