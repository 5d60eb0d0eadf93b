//! What a rule's code takes from its rule.toml at compile time, so that neither a
//! name nor a default or bound is written twice.

mod claims;

use std::path::PathBuf;

use proc_macro::TokenStream;
use proc_macro2::{Ident, Span, TokenStream as Tokens};
use quote::{format_ident, quote};
use rule_metadata::{AccountKind, Parameter, ParameterType, Rule};
use syn::{Data, DeriveInput, Fields, LitStr, parse_macro_input};

/// The `Metadata` of the rule in whose crate it stands.
#[proc_macro]
pub fn metadata(_: TokenStream) -> TokenStream {
    match read_rule() {
        Ok((rule, path)) => metadata_tokens(&rule, &path).into(),
        Err(message) => compile_error(&message).into(),
    }
}

/// The claims of a rule's attestation, as a `Vec` of `attested_rule`'s: of the rule in
/// whose crate it stands or, with a rule's name as text, of that rule.
#[proc_macro]
pub fn claims(input: TokenStream) -> TokenStream {
    let other = parse_macro_input!(input as Option<LitStr>);
    match read_named(other.map(|name| name.value())) {
        Ok((rule, path)) => claims::tokens(&rule, &tracked(&path)).into(),
        Err(message) => compile_error(&message).into(),
    }
}

/// Implements `config_rule::Parameters` for a struct whose fields are the parameters of
/// rule.toml in snake_case. A field too many or too few is a compile error.
#[proc_macro_derive(Parameters)]
pub fn parameters(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    match read_rule() {
        Ok((rule, path)) => parameters_tokens(&input, &rule, &path)
            .unwrap_or_else(|message| compile_error(&message))
            .into(),
        Err(message) => compile_error(&message).into(),
    }
}

fn compile_error(message: &str) -> Tokens {
    quote! { ::core::compile_error!(#message); }
}

fn read_rule() -> Result<(Rule, String), String> {
    read_named(None)
}

/// Reads the rule of the crate or, by its name, one whose folder is beside it.
fn read_named(other: Option<String>) -> Result<(Rule, String), String> {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .ok_or("CARGO_MANIFEST_DIR is not set")?;
    let (folder, name) = match other {
        Some(other) => (folder.with_file_name(&other), other),
        None => {
            let name = std::env::var("CARGO_PKG_NAME").map_err(|_| "CARGO_PKG_NAME is not set")?;
            (folder, name)
        }
    };
    let path = folder.join("rule.toml");
    let text = std::fs::read_to_string(&path)
        .map_err(|error| format!("{} can't be read: {error}", path.display()))?;
    let rule = Rule::parse(&name, &text).map_err(|error| error.to_string())?;
    Ok((rule, path.display().to_string()))
}

/// Makes the compiler look again when rule.toml changes.
fn tracked(path: &str) -> Tokens {
    quote! { const _: &[u8] = ::core::include_bytes!(#path); }
}

fn metadata_tokens(rule: &Rule, path: &str) -> Tokens {
    let name = &rule.name;
    let needs_root_user = rule.needs_root_user;
    let kinds = rule.kinds.iter().map(|kind| {
        let kind = match kind {
            AccountKind::Management => format_ident!("Management"),
            AccountKind::Member => format_ident!("Member"),
            AccountKind::Standalone => format_ident!("Standalone"),
        };
        quote! { ::config_rule::AccountKind::#kind }
    });
    let tracked = tracked(path);
    quote! {{
        #tracked
        ::config_rule::Metadata {
            name: #name,
            kinds: &[#(#kinds),*],
            needs_root_user: #needs_root_user,
        }
    }}
}

fn parameters_tokens(input: &DeriveInput, rule: &Rule, path: &str) -> Result<Tokens, String> {
    let fields = field_names(input)?;
    let declared: Vec<Ident> = rule
        .parameters
        .iter()
        .map(|parameter| Ident::new(&snake_case(&parameter.name), Span::call_site()))
        .collect();
    if let Some(field) = fields.iter().find(|field| !declared.contains(field)) {
        return Err(format!(
            "rule.toml has no parameter for the field `{field}`"
        ));
    }
    if let Some(field) = declared.iter().find(|field| !fields.contains(field)) {
        return Err(format!("rule.toml's parameter has no field `{field}`"));
    }
    let name = &input.ident;
    let specs = rule.parameters.iter().map(spec_tokens);
    let indices = 0..declared.len();
    let tracked = tracked(path);
    Ok(quote! {
        #tracked
        impl ::config_rule::Parameters for #name {
            const SPECS: &'static [::config_rule::ParameterSpec] = &[#(#specs),*];

            fn take(
                given: &mut ::config_rule::GivenParameters,
            ) -> ::core::result::Result<Self, ::config_rule::ParameterError> {
                let _ = &given;
                ::core::result::Result::Ok(Self {
                    #(#declared: given.take(&Self::SPECS[#indices])?,)*
                })
            }
        }
    })
}

fn field_names(input: &DeriveInput) -> Result<Vec<Ident>, String> {
    let Data::Struct(data) = &input.data else {
        return Err("parameters must be a struct".to_owned());
    };
    match &data.fields {
        Fields::Named(fields) => Ok(fields
            .named
            .iter()
            .filter_map(|field| field.ident.clone())
            .collect()),
        Fields::Unit => Ok(Vec::new()),
        Fields::Unnamed(_) => Err("parameters must have names".to_owned()),
    }
}

fn spec_tokens(parameter: &Parameter) -> Tokens {
    let name = &parameter.name;
    let default = option(parameter.default.as_ref().map(|text| quote! { #text }));
    let (bounds, values) = match &parameter.kind {
        ParameterType::Integer { minimum, maximum } => {
            (Some(quote! { (#minimum, #maximum) }), &[][..])
        }
        ParameterType::Choice { values } => (None, values.as_slice()),
        ParameterType::Boolean | ParameterType::List | ParameterType::Text => (None, &[][..]),
    };
    let bounds = option(bounds);
    quote! {
        ::config_rule::ParameterSpec {
            name: #name,
            default: #default,
            bounds: #bounds,
            values: &[#(#values),*],
        }
    }
}

fn option(tokens: Option<Tokens>) -> Tokens {
    match tokens {
        Some(tokens) => quote! { ::core::option::Option::Some(#tokens) },
        None => quote! { ::core::option::Option::None },
    }
}

fn snake_case(camel_case: &str) -> String {
    let mut snake = String::with_capacity(camel_case.len() + 4);
    for letter in camel_case.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
