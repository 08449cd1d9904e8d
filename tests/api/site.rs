//! A site with pages, on this machine.

use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};

/// What a path is answered with.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Reply {
    pub fn html(body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, headers: vec![("content-type", "text/html; charset=utf-8".into())], body: body.into() }
    }

    pub fn of(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, headers: vec![("content-type", content_type.into())], body: body.into() }
    }

    pub fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    pub fn to(location: impl Into<String>) -> Self {
        Self { status: 302, headers: vec![("location", location.into())], body: Vec::new() }
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

#[derive(Debug, Default)]
struct Shelf {
    pages: Mutex<HashMap<String, Reply>>,
    asked: Mutex<Vec<(String, String)>>,
}

/// A running site.
pub struct Site {
    pub port: u16,
    shelf: Arc<Shelf>,
}

impl Site {
    /// With these pages; all others are 404.
    pub fn start(pages: &[(&str, Reply)]) -> Self {
        let shelf = Arc::new(Shelf::default());
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let shared = Data::from(Arc::clone(&shelf));
        let app = move || App::new().app_data(shared.clone()).default_service(web::to(show));
        let server = HttpServer::new(app).listen(listener).expect("a good listener").workers(1).disable_signals().run();
        tokio::spawn(server);
        let site = Self { port, shelf };
        for (path, reply) in pages {
            site.put(path, reply.clone());
        }
        site
    }

    pub fn put(&self, path: &str, reply: Reply) {
        self.shelf.pages.lock().expect("whole").insert(path.to_owned(), reply);
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The paths that were asked, with the User-Agent, in order.
    pub fn asked(&self) -> Vec<(String, String)> {
        self.shelf.asked.lock().expect("whole").clone()
    }
}

async fn show(request: HttpRequest, shelf: Data<Shelf>) -> HttpResponse {
    let path = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let agent =
        request.headers().get("user-agent").and_then(|agent| agent.to_str().ok()).unwrap_or_default().to_owned();
    shelf.asked.lock().expect("whole").push((path.clone(), agent));
    let Some(reply) = shelf.pages.lock().expect("whole").get(&path).cloned() else {
        return HttpResponse::NotFound().finish();
    };
    if path == "/slow" {
        tokio::time::sleep(std::time::Duration::from_mins(1)).await;
    }
    let mut response = HttpResponse::build(StatusCode::from_u16(reply.status).expect("a status"));
    reply.headers.into_iter().for_each(|header| {
        response.append_header(header);
    });
    response.body(reply.body)
}
