//! A receiver of webhooks, whose answers a test decides.

use std::collections::VecDeque;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use serde_json::Value;
use sha2::Sha256;

/// A message as it came.
#[derive(Debug, Clone)]
pub struct Got {
    pub path: String,
    pub id: String,
    pub timestamp: String,
    pub signature: String,
    pub body: String,
}

impl Got {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("a message is JSON")
    }

    /// The number of the change it tells of.
    pub fn number(&self) -> u64 {
        self.json()["data"]["number"].as_u64().expect("a number")
    }

    /// Checks the signature as the rules of Standard Webhooks say.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").expect("the form of a secret")).expect("base64");
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("any length");
        mac.update(format!("{}.{}.{}", self.id, self.timestamp, self.body).as_bytes());
        self.signature == format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

/// What a receiver does with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Status(u16),
    /// It never answers.
    Nothing,
}

#[derive(Debug, Default)]
struct Desk {
    got: Mutex<Vec<Got>>,
    /// The next answers; the last one stays.
    answers: Mutex<VecDeque<Answer>>,
}

/// A running receiver.
pub struct Receiver {
    pub port: u16,
    desk: Arc<Desk>,
}

impl Receiver {
    /// Takes whatever comes.
    pub fn start() -> Self {
        Self::answering(&[Answer::Status(204)])
    }

    /// Answers so, one after the other; the last answer stays.
    pub fn answering(answers: &[Answer]) -> Self {
        let desk = Arc::new(Desk::default());
        *desk.answers.lock().expect("whole") = answers.iter().copied().collect();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let shared = Data::from(Arc::clone(&desk));
        let app = move || App::new().app_data(shared.clone()).default_service(web::to(take));
        let server = HttpServer::new(app).workers(1).disable_signals().listen(listener).expect("the listener is good");
        tokio::spawn(server.run());
        Self { port, desk }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// From now on it answers so.
    pub fn answer(&self, answer: Answer) {
        *self.desk.answers.lock().expect("whole") = VecDeque::from([answer]);
    }

    pub fn got(&self) -> Vec<Got> {
        self.desk.got.lock().expect("whole").clone()
    }

    /// Waits until so many messages have come.
    pub async fn until(&self, count: usize) -> Vec<Got> {
        for _ in 0..6_000 {
            let got = self.got();
            if got.len() >= count {
                return got;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{count} messages never came: {:?}", self.got());
    }
}

async fn take(request: HttpRequest, desk: Data<Desk>, body: Bytes) -> HttpResponse {
    let header =
        |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let got = Got {
        path: request.path().to_owned(),
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    desk.got.lock().expect("whole").push(got);
    let answer = {
        let mut answers = desk.answers.lock().expect("whole");
        if answers.len() > 1 { answers.pop_front() } else { answers.front().copied() }
    };
    match answer.unwrap_or(Answer::Status(204)) {
        Answer::Status(status) => {
            HttpResponse::build(StatusCode::from_u16(status).expect("a status")).body("x".repeat(100_000))
        }
        Answer::Nothing => std::future::pending().await,
    }
}
