//! Requests whose answers become the examples of the document.
