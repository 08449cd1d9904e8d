//! The program `pressespiegel`.

fn main() {}
