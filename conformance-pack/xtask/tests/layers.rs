//! The files of each crate form layers: no file imports, directly or not, a file that imports it.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, UseTree};

/// The path of a module inside its crate; the crate's root is empty.
type Module = Vec<String>;

/// What a file imports, and what it re-exports with `pub use`.
#[derive(Default)]
struct File {
    imports: BTreeSet<Vec<String>>,
    exports: BTreeMap<String, Vec<String>>,
}

/// The files of one crate.
struct Crate {
    files: BTreeMap<Module, File>,
}

/// Finds the paths in a file that may lead to another file of its crate.
struct Reader<'a> {
    module: &'a Module,
    file: File,
    /// Inline modules between the file's own and the current position.
    inside: Vec<String>,
}

impl Reader<'_> {
    /// A path as written, from the crate's root.
    fn below_root(&self, path: &[String]) -> Option<Vec<String>> {
        let here: Vec<String> = self.module.iter().chain(&self.inside).cloned().collect();
        match path.first()?.as_str() {
            "crate" => Some(path[1..].to_vec()),
            "self" => Some([&here[..], &path[1..]].concat()),
            "super" => {
                let ups = path.iter().take_while(|part| *part == "super").count();
                let above = &here[..here.len().checked_sub(ups)?];
                Some([above, &path[ups..]].concat())
            }
            // A child module, another crate or a name in this file: the existing files decide.
            _ => Some([&here[..], path].concat()),
        }
    }

    fn note(&mut self, path: &[String]) {
        if let Some(path) = self.below_root(path) {
            self.file.imports.insert(path);
        }
    }

    fn use_tree(&mut self, tree: &UseTree, before: &[String], exported: bool) {
        let with = |name: &dyn ToString| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.use_tree(&path.tree, &with(&path.ident), exported),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.use_tree(tree, before, exported);
                }
            }
            UseTree::Name(name) => self.used(&with(&name.ident), &name.ident.to_string(), exported),
            UseTree::Rename(name) => {
                self.used(&with(&name.ident), &name.rename.to_string(), exported);
            }
            UseTree::Glob(_) => self.note(before),
        }
    }

    fn used(&mut self, path: &[String], name: &str, exported: bool) {
        self.note(path);
        if let Some(path) = self.below_root(path).filter(|_| exported) {
            self.file.exports.insert(name.to_owned(), path);
        }
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|path| path.is_ident("test"))
    })
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !is_for_tests(&item.attrs) {
            self.inside.push(item.ident.to_string());
            visit::visit_item_mod(self, item);
            self.inside.pop();
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let exported = !matches!(item.vis, syn::Visibility::Inherited);
        if !is_for_tests(&item.attrs) {
            self.use_tree(&item.tree, &[], exported);
        }
    }

    /// `pub(in crate::aws)` names a module but imports nothing from it.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let path_text: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        if path_text.len() > 1 {
            self.note(&path_text);
        }
        visit::visit_path(self, path);
    }
}

impl Crate {
    fn read(source: &Path) -> Self {
        let mut files = BTreeMap::new();
        let mut pending = vec![source.to_owned()];
        while let Some(folder) = pending.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    pending.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let module = module_of(path.strip_prefix(source).unwrap());
                    files.insert(module.clone(), read(&module, &path));
                }
            }
        }
        Self { files }
    }

    /// The module of the file that contains the target of `path`.
    fn file_of(&self, path: &[String], followed: usize) -> Option<Module> {
        let length = (0..=path.len())
            .rev()
            .find(|length| self.files.contains_key(&path[..*length]))?;
        let (module, rest) = path.split_at(length);
        let exported = rest
            .first()
            .and_then(|name| self.files[module].exports.get(name));
        match exported {
            Some(target) if followed < 10 => {
                let target = [&target[..], &rest[1..]].concat();
                self.file_of(&target, followed + 1)
                    .filter(|found| !found.is_empty())
                    .or(Some(module.to_owned()))
            }
            _ => Some(module.to_owned()),
        }
    }

    /// The files that each file imports.
    fn arrows(&self) -> BTreeMap<&Module, BTreeSet<Module>> {
        self.files
            .iter()
            .map(|(module, file)| {
                let targets = file
                    .imports
                    .iter()
                    .filter_map(|path| self.file_of(path, 0))
                    .filter(|target| target != module && !target.is_empty());
                (module, targets.collect())
            })
            .collect()
    }

    /// Files that import each other, each with the path back to it.
    fn circles(&self) -> Vec<Vec<String>> {
        let arrows = self.arrows();
        let mut circles = Vec::new();
        for start in self.files.keys() {
            let mut before: BTreeMap<Module, Module> = BTreeMap::new();
            let mut pending = vec![start.clone()];
            while let Some(module) = pending.pop() {
                for target in arrows.get(&module).into_iter().flatten() {
                    if !before.contains_key(target) {
                        before.insert(target.clone(), module.clone());
                        pending.push(target.clone());
                    }
                }
            }
            if before.contains_key(start) {
                let mut way = vec![start.join("::")];
                let mut module = &before[start];
                while module != start {
                    way.push(module.join("::"));
                    module = &before[module];
                }
                way.push(start.join("::"));
                way.reverse();
                circles.push(way);
            }
        }
        circles
    }
}

fn module_of(path: &Path) -> Module {
    let mut parts: Module = path
        .with_extension("")
        .iter()
        .map(|part| part.to_str().unwrap().to_owned())
        .collect();
    if matches!(
        parts.last().map(String::as_str),
        Some("lib" | "main" | "mod")
    ) {
        parts.pop();
    }
    parts
}

fn read(module: &Module, path: &Path) -> File {
    let text = fs::read_to_string(path).unwrap();
    let parsed =
        syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut reader = Reader {
        module,
        file: File::default(),
        inside: Vec::new(),
    };
    for item in &parsed.items {
        let is_skipped = match item {
            Item::Fn(item) => is_for_tests(&item.attrs),
            Item::Impl(item) => is_for_tests(&item.attrs),
            _ => false,
        };
        if !is_skipped {
            reader.visit_item(item);
        }
    }
    reader.file
}

/// The folders with a crate's source, below `folder`.
fn crates(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let source = folder.join("src");
    if folder.join("Cargo.toml").is_file() && source.is_dir() {
        found.push(source);
    }
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && !matches!(name, "target" | "node_modules" | "src") {
            found.extend(crates(&path));
        }
    }
    found
}

#[test]
fn no_file_imports_one_that_imports_it() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let mut circles = Vec::new();
    let mut read = 0;
    for folder in [
        "conformance-pack",
        "rules",
        "tests/invariants",
        "tests/load",
        "tests/local-aws",
        "tests/rules",
    ] {
        for source in crates(&root.join(folder)) {
            let files = Crate::read(&source);
            read += files.files.len();
            for circle in files.circles() {
                circles.push(format!("{}: {}", source.display(), circle.join(" -> ")));
            }
        }
    }
    assert!(read > 150, "only {read} files were read");
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}
