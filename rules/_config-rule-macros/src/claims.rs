//! A rule's claims as tokens that rebuild them, so that a function doesn't need a parser for
//! rule.toml.

use proc_macro2::TokenStream as Tokens;
use quote::{format_ident, quote};
use rule_metadata::{AccountKind, ChoiceValue, Claim, ClaimType, Presence, Rule};

pub(crate) fn tokens(rule: &Rule, tracked: &Tokens) -> Tokens {
    if rule.claims.is_empty() {
        let message = format!("{}: rule.toml has no claims", rule.name);
        return quote! { ::core::compile_error!(#message) };
    }
    let claims = rule.claims.iter().map(claim);
    quote! {{
        #tracked
        ::std::vec![#(#claims),*]
    }}
}

fn claim(claim: &Claim) -> Tokens {
    let name = text(&claim.name);
    let kind = claim_type(&claim.kind);
    let presence = match &claim.presence {
        Presence::Required => quote! { Required },
        Presence::Optional => quote! { Optional },
        Presence::When(condition) => {
            let condition = text(condition);
            quote! { When(#condition) }
        }
    };
    let kinds = account_kinds(&claim.kinds);
    let description = text(&claim.description);
    quote! {
        ::attested_rule::attestation::Claim {
            name: #name,
            kind: ::attested_rule::attestation::ClaimType::#kind,
            presence: ::attested_rule::attestation::Presence::#presence,
            kinds: #kinds,
            description: #description,
        }
    }
}

fn claim_type(claim: &ClaimType) -> Tokens {
    match claim {
        ClaimType::Integer { minimum } => quote! { Integer { minimum: #minimum } },
        ClaimType::Boolean { must: None } => quote! {
            Boolean { must: ::core::option::Option::None }
        },
        ClaimType::Boolean { must: Some(must) } => quote! {
            Boolean { must: ::core::option::Option::Some(#must) }
        },
        ClaimType::Choice { values } => {
            let values = values.iter().map(choice_value);
            quote! { Choice { values: ::std::vec![#(#values),*] } }
        }
        ClaimType::AllOf { values } => {
            let values = values.iter().map(|value| text(value));
            quote! { AllOf { values: ::std::vec![#(#values),*] } }
        }
        ClaimType::Link => quote! { Link },
        ClaimType::Links { keys } => {
            let keys = keys.iter().map(|key| text(key));
            quote! { Links { keys: ::std::vec![#(#keys),*] } }
        }
        ClaimType::Time { max_age_days } => quote! { Time { max_age_days: #max_age_days } },
        ClaimType::Digest => quote! { Digest },
    }
}

fn choice_value(choice: &ChoiceValue) -> Tokens {
    let value = text(&choice.value);
    let kinds = account_kinds(&choice.kinds);
    quote! { ::attested_rule::attestation::ChoiceValue { value: #value, kinds: #kinds } }
}

fn account_kinds(kinds: &[AccountKind]) -> Tokens {
    let kinds = kinds.iter().map(|kind| match kind {
        AccountKind::Management => format_ident!("Management"),
        AccountKind::Member => format_ident!("Member"),
        AccountKind::Standalone => format_ident!("Standalone"),
    });
    quote! { ::std::vec![#(::attested_rule::attestation::AccountKind::#kinds),*] }
}

fn text(text: &str) -> Tokens {
    quote! { ::std::string::String::from(#text) }
}
