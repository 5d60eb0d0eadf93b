attested_rule::main!();
