//! The service over HTTP, as a client sees it: every route, every problem, and the OpenAPI document.

mod app;
mod archive;
mod articles;
mod batch;
mod bounds;
mod browser;
mod changes;
mod entities;
mod export;
mod faults;
mod keys;
mod large;
mod lexicon;
mod limits;
mod offsets;
mod openapi;
mod pages;
mod problems;
mod profiles;
mod reader;
mod revisions;
mod search;
mod sentiment;
mod service;
mod sockets;
mod swagger_ui;
