attested_rule::main!(attested_rule::RootCredentialsExist);
