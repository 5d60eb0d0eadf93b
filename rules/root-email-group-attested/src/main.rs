attested_rule::main!();

#[cfg(test)]
mod tests;
